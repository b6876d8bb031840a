#!/usr/bin/env python3
"""A mail server that takes every mail and keeps none.

Usage: mail_server.py ADDRESS PORT
"""
import socketserver
import sys

GREETING, HELLO = "220 mail.postal.test ESMTP ready", "250-mail.postal.test\r\n250-SIZE 52428800\r\n250-8BITMIME\r\n250 PIPELINING"


class Session(socketserver.StreamRequestHandler):
    def say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")

    def handle(self) -> None:
        self.say(GREETING)
        in_mail = False
        for line in self.rfile:
            word = line[:4].upper().rstrip()
            if in_mail:
                if line.rstrip() == b".":
                    in_mail = False
                    self.say("250 2.0.0 Ok: queued as 4F2A1C03")
            elif word == b"EHLO":
                self.say(HELLO)
            elif word == b"DATA":
                in_mail = True
                self.say("354 End data with <CR><LF>.<CR><LF>")
            elif word == b"QUIT":
                self.say("221 2.0.0 Bye")
                return
            else:
                self.say("250 2.1.0 Ok")


if __name__ == "__main__":
    socketserver.ThreadingTCPServer.allow_reuse_address = True
    socketserver.ThreadingTCPServer((sys.argv[1], int(sys.argv[2])), Session).serve_forever()
