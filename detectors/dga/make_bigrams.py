#!/usr/bin/env python3
"""Makes bigrams.cpp: what each letter of a name costs after the one before it, in bits.

Usage: make_bigrams.py WORDS SUFFIXES PACKAGES > bigrams.cpp

WORDS     one word a line: /usr/share/dict/american-english of Debian's wamerican 2020.12.07-2
SUFFIXES  /usr/share/publicsuffix/public_suffix_list.dat of Debian's publicsuffix 20230209.2326-1
PACKAGES  one name a line: what `apt-cache pkgnames` says on Debian 12 (main, 63,682 names)

The tokens of each input are taken once each, so that no text's favourite word decides. Half a count is added to every pair.
"""
import collections
import math
import re
import sys

ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789-"
STEP = 8  # Eighths of a bit: finer than the counts are.


def tokens(words, suffixes, packages):
    yield from {w for w in (line.strip().lower() for line in open(words, encoding="utf-8")) if re.fullmatch("[a-z]+", w)}
    yield from {t for line in open(packages) for t in re.split(r"[-+.\s]", line) if re.fullmatch("[a-z0-9]{3,}", t) and not re.search(r"\d{3}", t)}
    rules = (line.strip().lower() for line in open(suffixes, encoding="utf-8") if not line.startswith("//"))
    yield from {label for rule in rules for label in rule.split(".") if re.fullmatch("[a-z0-9-]{3,}", label) and not label.startswith("xn--")}


def main():
    pairs, firsts = collections.Counter(), collections.Counter()
    for token in tokens(*sys.argv[1:4]):
        for a, b in zip(token, token[1:]):
            pairs[a, b] += 1
            firsts[a] += 1
    print("// Made by make_bigrams.py; its head names the inputs. One row for the first letter, one character for the second: '!' plus eighths of a bit.")
    print('#include "detectors/dga/lexical.hpp"\n\nnamespace sekisho::detectors::dga {\n')
    print("const std::array<std::string_view, kLetters> kBigrams{")
    for a in ALPHABET:
        costs = [-math.log2((pairs[a, b] + 0.5) / (firsts[a] + 0.5 * len(ALPHABET))) for b in ALPHABET]
        row = "".join(chr(ord("!") + min(93, round(STEP * c))) for c in costs)
        print('    R"~(%s)~",' % row)
    print("};\n\n}  // namespace sekisho::detectors::dga")


if __name__ == "__main__":
    main()
