/* Stands in for nDPI 4.10: see README.md beside these folders. */
#pragma once

extern "C++" {
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>
}

#define NDPI_MAJOR 4
#define NDPI_MINOR 10
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

typedef struct ndpi_proto {
  u_int16_t master_protocol, app_protocol, protocol_by_ip;
  ndpi_protocol_category_t category;
  void* custom_category_userdata;
} ndpi_protocol;

typedef struct ndpi_protocol_bitmask_struct {
  u_int32_t fds_bits[16];
} NDPI_PROTOCOL_BITMASK;
#define NDPI_BITMASK_SET_ALL(mask) std::memset(&(mask), 255, sizeof(mask))
#define NDPI_DEL_PROTOCOL_FROM_BITMASK(mask, id) ((mask).fds_bits[(id) / 32] &= ~(1U << ((id) % 32)))

struct ndpi_flow_struct {
  ndpi_confidence_t confidence;
  u_int8_t fail_with_unknown;
  unsigned packets;
  char host_server_name[80];
  ndpi_risk risk;
  struct {
    char* url;
  } http;
};

#include "../toy.h"

inline int ndpi_set_protocol_detection_bitmask2(ndpi_detection_module_struct*, const NDPI_PROTOCOL_BITMASK*) { return 0; }
/* Knows TLS at the second packet and would like a third. */
inline ndpi_protocol ndpi_detection_process_packet(ndpi_detection_module_struct*, ndpi_flow_struct* flow, const unsigned char*, unsigned short, u_int64_t,
                                                   const ndpi_flow_input_info* input) {
  ndpi_the_toy().directions.push_back(input->in_pkt_dir);
  ndpi_protocol found{};
  if (++flow->packets < 2) return found;
  flow->confidence = 2;
  flow->risk = 1U << 21 | 1U << 23;
  std::strcpy(flow->host_server_name, "toy.example");
  found.app_protocol = NDPI_PROTOCOL_TLS;
  found.category = 5;
  return found;
}
inline u_int8_t ndpi_extra_dissection_possible(ndpi_detection_module_struct*, ndpi_flow_struct* flow) { return flow->packets < 3; }
inline ndpi_protocol ndpi_detection_giveup(ndpi_detection_module_struct*, ndpi_flow_struct* flow, u_int8_t* guessed) {
  ++ndpi_the_toy().given_up;
  *guessed = 1;
  flow->confidence = 1;
  ndpi_protocol found{};
  found.app_protocol = 79;
  return found;
}
inline const char* ndpi_revision() { return "4.10.0"; }

}  /* extern "C" */
