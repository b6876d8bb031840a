/* Stands in for nDPI 5.0: see README.md beside these folders. */
#pragma once

extern "C++" {
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>
}

#define NDPI_MAJOR 5
#define NDPI_MINOR 0
#define NDPI_API_VERSION 11086

extern "C" {

typedef std::uint8_t u_int8_t;
typedef std::uint16_t u_int16_t;
typedef std::uint32_t u_int32_t;
typedef std::uint64_t u_int64_t;
typedef unsigned ndpi_risk_enum;
typedef std::uint64_t ndpi_risk;
typedef unsigned ndpi_confidence_t;
typedef unsigned ndpi_protocol_category_t;

struct ndpi_global_context;
struct ndpi_detection_module_struct {};
struct ndpi_flow_input_info {
  unsigned char in_pkt_dir;
  unsigned char seen_flow_beginning;
};

typedef enum { NDPI_STATE_INSPECTING, NDPI_STATE_PARTIAL, NDPI_STATE_MONITORING, NDPI_STATE_CLASSIFIED } ndpi_classification_state;
typedef struct {
  u_int16_t master_protocol, app_protocol;
} ndpi_master_app_protocol;
typedef struct ndpi_proto {
  ndpi_master_app_protocol proto;
  ndpi_protocol_category_t category;
  ndpi_classification_state state;
} ndpi_protocol;

struct ndpi_flow_struct {
  ndpi_confidence_t confidence;
  unsigned packets;
  int (*extra_packets_func)(ndpi_detection_module_struct*, ndpi_flow_struct*);
  char host_server_name[80];
  ndpi_risk risk;
  struct {
    char* url;
  } http;
};

#include "../toy.h"

inline int ndpi_toy_extra(ndpi_detection_module_struct*, ndpi_flow_struct*) { return 1; }
/* Knows TLS at the second packet and would like a third. */
inline ndpi_protocol ndpi_detection_process_packet(ndpi_detection_module_struct*, ndpi_flow_struct* flow, const unsigned char*, unsigned short, u_int64_t,
                                                   ndpi_flow_input_info* input) {
  ndpi_the_toy().directions.push_back(input->in_pkt_dir);
  ndpi_protocol found{};
  if (++flow->packets < 2) return found;
  flow->extra_packets_func = flow->packets < 3 ? ndpi_toy_extra : nullptr;
  flow->confidence = 2;
  flow->risk = 1U << 21 | 1U << 23;
  std::strcpy(flow->host_server_name, "toy.example");
  found.proto.app_protocol = NDPI_PROTOCOL_TLS;
  found.category = 5;
  found.state = NDPI_STATE_CLASSIFIED;
  return found;
}
inline ndpi_protocol ndpi_detection_giveup(ndpi_detection_module_struct*, ndpi_flow_struct* flow) {
  ++ndpi_the_toy().given_up;
  flow->confidence = 1;
  ndpi_protocol found{};
  found.proto.app_protocol = 79;
  return found;
}
inline const char* ndpi_revision() { return "5.0.0"; }

}  /* extern "C" */
