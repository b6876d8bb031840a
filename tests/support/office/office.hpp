// A day in an office of 200 machines: what its sensor would be told, as events in the order of time. For tests that ask what the whole sensor says
// of a network that does nothing but work, and of what hides in it.
//
// Who is there   110 Windows machines (30 desktops that are never off, 80 laptops), 30 Macs, 8 Linux desktops, 34 phones, 6 servers, 4 printers,
//                8 devices. People come at a quarter to nine and leave at a quarter to six, more or less, a Tuesday; laptops and phones go
//                with them. One subnet behind one router, IPv4, a domain with its own name server.
// What they do   routines.cpp: programs by themselves. people.cpp: browsing, meetings, files. services.cpp: the network itself, directory,
//                look-ups of the virus scanner, mail, monitoring, updates, backups. channels.cpp: ten channels, on demand.
//                Each file says where its numbers come from. What many use many have in common: services, addresses, hellos, and so
//                prevalence is what it would be.
// Level          Flow events and observations, as flow/table and flow/inspect would tell them; 200 machines' packets of a day would be 10^9.
// Time           from eight in the morning, when the sensor is switched on, to eight the next day. What was open before is not shown.
// Repeats        the same seed gives the same events on every machine; channels draw from their own numbers, so that the office is the same
//                with them and without.
// Memory         open flows and what is planned for them, whatever the length of the day.
// Left out       most of what nobody else shares and no list knows (here: one controller, one screen on a wall, one nightly upload). A sensor
//                tells of such services in its first days, until they are old or allowed. tests/endurance/README.md names what was taken out
//                or slowed.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "flow/model/flow_event.hpp"
#include "tests/support/office/channels.hpp"

namespace sekisho::test::office {

struct OfficeOptions {
  std::uint64_t seed = 1;
  bool channels = false;
  Duration length = 24h;
};

class Office {
 public:
  explicit Office(const OfficeOptions& options);
  ~Office();

  /// Events that have come up until watermark(), and some that lie after it, in no order. False at the end of the day.
  bool advance(std::vector<model::FlowEvent>& events);
  /// No later call gives events before this.
  Timestamp watermark() const;
  std::vector<const Channel*> channels() const;
  const std::vector<Host>& hosts() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace sekisho::test::office
