// Every session is an Asio chain of read, answer, write. A session lives as long as a handler of its own is pending, hence shared_ptr; the
// server keeps weak ones, to close them all. Everything runs on the one thread of the loop: no strands, no locks.
#include "sensor/web/server.hpp"

#include <map>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <boost/asio/error.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_static_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>

#include "sensor/web/address.hpp"
#include "sensor/web/router.hpp"

namespace sekisho::web {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::ip::tcp;

constexpr std::size_t kMostHeader = 8192;                      // bytes of request line and headers; a scraper sends a few hundred
constexpr std::uint64_t kMostBody = 1;                         // there is no request with a body; Beast takes 0 for "none at all" and says so late
constexpr auto kAcceptPause = std::chrono::milliseconds(200);  // out of file descriptors: accepting at once again would spin

class Session;

// What the sessions and the server share.
struct Shared {
  const Counters& counters;
  std::function<Readiness()> readiness;
  std::chrono::milliseconds timeout;
  std::map<const Session*, std::weak_ptr<Session>> sessions;
  bool stopped = false;
};

class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(tcp::socket&& socket, std::shared_ptr<Shared> shared) : stream_(std::move(socket)), shared_(std::move(shared)) {}
  ~Session() { shared_->sessions.erase(this); }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  void start() {
    shared_->sessions.emplace(this, weak_from_this());
    read();
  }
  void close() {
    beast::error_code ignored;
    stream_.socket().close(ignored);
  }

 private:
  void read() {
    parser_.emplace();
    parser_->header_limit(static_cast<std::uint32_t>(kMostHeader));
    parser_->body_limit(kMostBody);
    stream_.expires_after(shared_->timeout);
    http::async_read(stream_, buffer_, *parser_, [self = shared_from_this()](beast::error_code error, std::size_t) { self->have_request(error); });
  }

  void have_request(beast::error_code error) {
    if (shared_->stopped || error == http::error::end_of_stream || error == beast::error::timeout) return finish();
    if (error == http::error::header_limit || error == http::error::buffer_overflow) {
      return refuse(http::status::request_header_fields_too_large, "headers are too large\n");
    }
    if (error == http::error::body_limit || error == http::error::unexpected_body) {
      return refuse(http::status::payload_too_large, "requests have no body here\n");
    }
    if (error.category() == http::make_error_code(http::error::bad_method).category()) return refuse(http::status::bad_request, "not HTTP\n");
    if (error) return finish();
    response_ = answer(parser_->get(), shared_->counters, shared_->readiness);
    response_.keep_alive(parser_->get().keep_alive());
    write();
  }

  void refuse(http::status status, std::string text) {
    response_ = plain(status, 11, std::move(text));
    response_.keep_alive(false);
    write();
  }

  void write() {
    response_.prepare_payload();
    stream_.expires_after(shared_->timeout);
    http::async_write(stream_, response_, [self = shared_from_this()](beast::error_code error, std::size_t) {
      if (error || self->shared_->stopped || !self->response_.keep_alive()) return self->finish();
      self->response_ = {};
      self->read();
    });
  }

  void finish() {
    beast::error_code ignored;
    stream_.socket().shutdown(tcp::socket::shutdown_send, ignored);
    stream_.close();
  }

  beast::tcp_stream stream_;
  std::shared_ptr<Shared> shared_;
  beast::flat_static_buffer<kMostHeader + 1024> buffer_;
  std::optional<http::request_parser<http::empty_body>> parser_;
  Response response_;
};

class AsioServer final : public Server {
 public:
  AsioServer(asio::io_context& loop, std::shared_ptr<Shared> shared, unsigned max_connections)
      : acceptor_(loop), pause_(loop), shared_(std::move(shared)), max_connections_(max_connections) {}
  ~AsioServer() override { stop(); }
  AsioServer(const AsioServer&) = delete;
  AsioServer& operator=(const AsioServer&) = delete;

  beast::error_code listen(const tcp::endpoint& endpoint) {
    beast::error_code error;
    acceptor_.open(endpoint.protocol(), error);
    if (!error) acceptor_.set_option(asio::socket_base::reuse_address(true), error);
    if (!error) acceptor_.bind(endpoint, error);
    if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
    if (!error) port_ = acceptor_.local_endpoint(error).port();
    if (!error) accept();
    return error;
  }

  std::uint16_t port() const override { return port_; }

  void stop() override {
    if (shared_->stopped) return;
    shared_->stopped = true;
    beast::error_code ignored;
    acceptor_.close(ignored);
    pause_.cancel();
    const auto sessions = shared_->sessions;
    for (const auto& [key, weak] : sessions) {
      if (const auto session = weak.lock()) session->close();
    }
  }

 private:
  // A handler may still be pending when the server is gone; then `stopped` is set and nothing else of it is touched.
  void accept() {
    acceptor_.async_accept([this, shared = shared_](beast::error_code error, tcp::socket socket) {
      if (shared->stopped) return;
      if (error) {
        pause_.expires_after(kAcceptPause);
        pause_.async_wait([this, shared](beast::error_code) {
          if (!shared->stopped) accept();
        });
        return;
      }
      if (shared->sessions.size() >= max_connections_) {
        refuse(std::move(socket));
      } else {
        std::make_shared<Session>(std::move(socket), shared)->start();
      }
      accept();
    });
  }

  // Costs neither memory nor a wait: what does not fit into the socket's buffer at once is not sent.
  static void refuse(tcp::socket socket) {
    constexpr std::string_view kBusy =
        "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 21\r\nConnection: close\r\nRetry-After: 5\r\n\r\ntoo many connections\n";
    beast::error_code ignored;
    socket.non_blocking(true, ignored);
    socket.write_some(asio::buffer(kBusy.data(), kBusy.size()), ignored);
    socket.shutdown(tcp::socket::shutdown_send, ignored);
    socket.close(ignored);
  }

  tcp::acceptor acceptor_;
  asio::steady_timer pause_;
  std::shared_ptr<Shared> shared_;
  unsigned max_connections_;
  std::uint16_t port_ = 0;
};

tcp::endpoint endpoint_of(const ListenAddress& listen) {
  if (listen.address.is_v4()) return {asio::ip::address_v4(listen.address.v4_bits()), listen.port};
  return {asio::ip::address_v6(listen.address.bytes()), listen.port};
}

}  // namespace

Result<void> check(const WebOptions& options) {
  const auto listen = parse_listen(options.listen);
  if (!listen) return listen.error();
  if (listen->address.is_loopback() || options.insecure) return {};
  return Error{
      fmt::format("web.listen: {} can be reached from other machines, and there is neither TLS nor a password here; listen on 127.0.0.1 behind a "
                  "reverse proxy, or set web.insecure: true if the network is yours alone",
                  options.listen)};
}

Result<std::unique_ptr<Server>> Server::start(asio::io_context& loop, const WebOptions& options, const Counters& counters,
                                              std::function<Readiness()> readiness) {
  if (auto fine = check(options); !fine) return fine.error();
  const auto listen = parse_listen(options.listen);
  auto shared = std::make_shared<Shared>(Shared{counters, std::move(readiness), options.timeout, {}, false});
  auto server = std::make_unique<AsioServer>(loop, std::move(shared), options.max_connections);
  if (const auto error = server->listen(endpoint_of(*listen))) {
    return Error{fmt::format("web.listen: cannot listen on {}: {}{}", options.listen, error.message(),
                             error == asio::error::address_in_use ? "; is another sensor running? Choose another port" : "")};
  }
  return server;
}

}  // namespace sekisho::web
