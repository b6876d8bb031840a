/* What the toy libraries of both versions share. Included by their ndpi_api.h after the version's own types. */
#pragma once

#define NDPI_NO_RISK 0
#define NDPI_MAX_RISK 64
#define NDPI_PROTOCOL_UNKNOWN 0
#define NDPI_PROTOCOL_DNS 5
#define NDPI_PROTOCOL_HTTP 7
#define NDPI_PROTOCOL_DTLS 30
#define NDPI_PROTOCOL_TLS 91
#define NDPI_PROTOCOL_QUIC 188
#define NDPI_PROTOCOL_TINC 209
#define NDPI_IN_PKT_DIR_C_TO_S 1
#define NDPI_IN_PKT_DIR_S_TO_C 2

/* What a test may set and read. One per program, as the library itself is. */
struct ndpi_toy {
  unsigned flow_size_lie = 0;         /* added to the size that the library says its flows have */
  std::vector<std::string> settings;  /* "name=value" */
  std::vector<unsigned char> directions;
  unsigned given_up = 0;
  unsigned freed = 0;
};
extern "C++" inline ndpi_toy& ndpi_the_toy() {
  static ndpi_toy toy;
  return toy;
}

inline u_int32_t ndpi_detection_get_sizeof_ndpi_flow_struct() {
  return static_cast<u_int32_t>(sizeof(ndpi_flow_struct)) + ndpi_the_toy().flow_size_lie;
}
inline u_int16_t ndpi_get_api_version() { return NDPI_API_VERSION; }
inline ndpi_detection_module_struct* ndpi_init_detection_module(ndpi_global_context*) { return new ndpi_detection_module_struct(); }
inline void ndpi_exit_detection_module(ndpi_detection_module_struct* module) { delete module; }
inline int ndpi_finalize_initialization(ndpi_detection_module_struct*) { return 0; }
inline int ndpi_load_protocols_file(ndpi_detection_module_struct*, const char*) { return -1; }
inline int ndpi_set_config(ndpi_detection_module_struct*, const char*, const char* name, const char* value) {
  ndpi_the_toy().settings.push_back(std::string(name) + "=" + value);
  return 0;
}
inline void ndpi_free_flow_data(ndpi_flow_struct*) { ++ndpi_the_toy().freed; }
inline ndpi_risk_enum ndpi_validate_url(char*) { return NDPI_NO_RISK; }
inline const char* ndpi_confidence_get_name(ndpi_confidence_t c) { return c == 0 ? "Unknown" : c == 1 ? "Match by port" : "DPI"; }
inline char* ndpi_get_proto_name(ndpi_detection_module_struct*, u_int16_t id) {
  static char tls[] = "TLS", ipsec[] = "IPSec", unknown[] = "Unknown";
  return id == NDPI_PROTOCOL_TLS ? tls : id == 79 ? ipsec : unknown;
}
inline const char* ndpi_category_get_name(ndpi_detection_module_struct*, ndpi_protocol_category_t category) {
  return category == 5 ? "Web" : "Unspecified";
}
inline const char* ndpi_risk2str(ndpi_risk_enum risk) {
  return risk == 21 ? "Mismatching Protocol with server IP address" : risk == 23 ? "Susp DNS Traffic" : "Unidirectional Traffic";
}
