# make demo   from nothing to alerts on the screen        make test    every test
# make build  the release binary, build/sekisho           make lint    format and tidy, as errors
JOBS ?= $(shell nproc)
PREFIX ?= /usr/local
ARGS ?=

.PHONY: build demo test lint bench install uninstall clean help

build:
	@deploy/setup.sh build
	@cmake --preset release -DSEKISHO_TESTS=OFF --log-level=WARNING >/dev/null
	@cmake --build --preset release -j $(JOBS)

demo: build
	@build/sekisho replay --separate --format text $(ARGS) pcaps/malicious pcaps/benign

test:
	@deploy/setup.sh test
	@cmake --preset ci --log-level=WARNING >/dev/null
	@cmake --build --preset ci -j $(JOBS)
	@ctest --test-dir build/ci -j $(JOBS) --output-on-failure

lint:
	@deploy/setup.sh test
	@.ci/lint

bench: test
	@tests/bench/bench.py build/ci $(ARGS)

install: build
	install -D -m 755 build/sekisho $(DESTDIR)$(PREFIX)/sbin/sekisho
	[ -e $(DESTDIR)/etc/sekisho/sekisho.yaml ] || install -D -m 644 config/sekisho.yaml $(DESTDIR)/etc/sekisho/sekisho.yaml
	install -D -m 644 deploy/systemd/sekisho.service $(DESTDIR)/etc/systemd/system/sekisho.service
	install -D -m 644 README.md $(DESTDIR)$(PREFIX)/share/doc/sekisho/README.md

uninstall:
	rm -f $(DESTDIR)$(PREFIX)/sbin/sekisho $(DESTDIR)/etc/systemd/system/sekisho.service

clean:
	rm -rf build

help:
	@sed -n 's/^# //p' Makefile
