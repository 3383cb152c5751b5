# The short way in. Everything is built by CMake (CMakePresets.json); this file only names the usual sequences.
.DEFAULT_GOAL := build
KILLS ?= 1000
PREFIX ?= /usr/local
PROGRAM ?= build/release/polybius
ZSHDIR ?= $(PREFIX)/share/zsh/site-functions

.PHONY: deps build demo test check style figures bench bench-venv man completion fuzz cov clean install install-program install-docs uninstall deb deb-check corpus corpus-check corpus-stats corpus-agree corpus-curve

deps: ## Debian packages that are missing: installed, or named when we may not install
	@tools/deps.sh run

deps-test:
	@tools/deps.sh test

build: deps ## build/release/polybius
	@mkdir -p build
	@cmake --preset release > build/release.log 2>&1 || { cat build/release.log; exit 1; }
	@cmake --build --preset release >> build/release.log 2>&1 || { cat build/release.log; exit 1; }

demo: build ## code the bundled samples and show what came out
	@build/release/polybius demo

test: deps-test ## everything that must hold: style, both compilers, units, cases, sanitizers, faults, accuracy floors
	@KILLS=$(KILLS) tests/run_all.sh

style: deps-test ## formatting, function length, complexity, include direction, banned functions, tables
	@tools/style.sh

bench-venv: build/bench-venv/done ## trafilatura, which the bench compares with, from PyPI into build/bench-venv

build/bench-venv/done: bench/requirements.txt
	@mkdir -p build
	@{ python3 -m venv build/bench-venv && build/bench-venv/bin/pip install --quiet --disable-pip-version-check -r $<; } > build/bench-venv.log 2>&1 || \
	  { rm -rf build/bench-venv; tail -n 1 build/bench-venv.log; exit 1; }
	@touch $@

figures: build ## accuracy, speed, memory, size and robustness -> docs/figures.md
	-@$(MAKE) --no-print-directory bench-venv
	@python3 tests/eval/figures.py

bench: build ## speed, memory and size alone
	-@$(MAKE) --no-print-directory bench-venv
	@python3 bench/bench.py

man: ## man pages into dist/man
	@python3 tools/gen_options.py --man data/options dist/man

completion: ## completion scripts for bash, zsh and fish into dist/completion
	@python3 tools/gen_options.py --completion data/options dist/completion

fuzz: deps-test ## each fuzz target for FUZZ_SECONDS (60)
	@tools/fuzz.sh

cov: deps-test ## lines and branches that the tests run, by room; build/cov/html
	@tools/coverage.sh

corpus: ## corpus/written -> compiled, plain and gold (made, never edited)
	@python3 tools/corpus/compile.py

corpus-check: ## the annotated corpus: marks, codes, folding rules, words that are not ours
	@python3 tools/corpus/check.py

corpus-stats: ## what the corpus covers, what it is short of
	@python3 tools/corpus/stats.py

corpus-agree: ## self-consistency of the articles annotated twice (corpus/second)
	@python3 tools/corpus/agree.py corpus/written corpus/second

corpus-curve: build/curve-venv/done ## learning curve of a throw-away classifier -> corpus/curve.md
	@build/curve-venv/bin/python training/curve/curve.py

build/curve-venv/done: training/curve/requirements.txt
	@python3 -m venv build/curve-venv
	@build/curve-venv/bin/pip install --quiet -r $<
	@touch $@

INTO = $(DESTDIR)$(PREFIX)

install: build install-program install-docs ## program, manual, completion and documentation below PREFIX (/usr/local)

install-program: man completion # the program is built already
	install -Dm755 $(PROGRAM) $(INTO)/bin/polybius
	install -d $(INTO)/share/man/man1 && install -m644 dist/man/*.1 $(INTO)/share/man/man1/
	install -Dm644 dist/completion/bash-completion/completions/polybius $(INTO)/share/bash-completion/completions/polybius
	install -Dm644 dist/completion/zsh/site-functions/_polybius $(DESTDIR)$(ZSHDIR)/_polybius
	install -Dm644 dist/completion/fish/vendor_completions.d/polybius.fish $(INTO)/share/fish/vendor_completions.d/polybius.fish

install-docs:
	install -d $(INTO)/share/doc/polybius/docs
	install -m644 README.md CHANGELOG.md LICENSE packaging/debian/copyright $(INTO)/share/doc/polybius/
	install -m644 docs/*.md $(INTO)/share/doc/polybius/docs/

uninstall: man ## removes what install has put there
	rm -f $(INTO)/bin/polybius $(INTO)/share/bash-completion/completions/polybius \
	  $(DESTDIR)$(ZSHDIR)/_polybius $(INTO)/share/fish/vendor_completions.d/polybius.fish
	cd dist/man && for page in *.1; do rm -f $(INTO)/share/man/man1/$$page; done
	rm -rf $(INTO)/share/doc/polybius

deb: ## a Debian package into dist/ (needs debhelper)
	@packaging/deb.sh

deb-check: ## the package, looked at by lintian, unpacked and tried (needs debhelper and lintian)
	@packaging/deb.sh --check

clean:
	rm -rf build dist
