# `make help` lists the targets. Each first sees to the Debian packages that it needs.

SHELL := /bin/bash
HOST ?=
.DEFAULT_GOAL := help
.PHONY: help build install demo test full house simulate bench soak order lab screenshots format lint \
    clean

# Warnings are errors in the manifest; a module imports only what its row of the table lists.
flags := --explicit-target-dependency-import-check error

building := libyaml-dev libnl-3-dev libnl-genl-3-dev libinotifytools0-dev \
    libssl-dev libpcre2-dev libargon2-dev librrd-dev pkg-config git ca-certificates
databases := bind9 freeradius mariadb-server postgresql slapd
kernel := ipvsadm iproute2 ipset iptables kmod procps util-linux $(shell Tests/Lab/need --kernel)
speaking := vsftpd dovecot-imapd dovecot-pop3d postfix inn2 socat inetutils-telnetd redis-server \
    kamailio
electing := keepalived frr iputils-ping tshark
# Each function is a section of its own, so that the linker drops and orders functions, not files.
release := -c release --static-swift-stdlib \
    -Xswiftc -Xfrontend -Xswiftc -function-sections -Xcc -ffunction-sections -Xcc -fdata-sections
need = @Tests/Lab/need --swift $(building)

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: ## the programs, ready for use, in .build/release
	$(need)
	swift build $(release)
	swift build -c release --product ballast-agent --scratch-path .build/agent \
	    -Xswiftc -static-executable -Xlinker -s
	cp .build/agent/release/ballast-agent .build/release/ballast-agent
	! ldd .build/release/ballast-agent
	.build/release/ballast --version
	.build/release/ballast validate -f examples/quickstart/ballast.yaml
	.build/release/ballast-agent --help >/dev/null

install: ## the programs, the unit and the rotation of logs, under DESTDIR
	@test -x .build/release/ballast-agent || { echo "first: make build" >&2; exit 1; }
	install -d -m 0755 "$(DESTDIR)/usr/bin" "$(DESTDIR)/lib/systemd/system" "$(DESTDIR)/etc/logrotate.d"
	install -d -m 0700 "$(DESTDIR)/etc/ballast"
	install -m 0755 .build/release/ballast .build/release/ballast-watch .build/release/ballast-agent \
	    .build/release/ballast-elect .build/release/ballast-series "$(DESTDIR)/usr/bin"
	install -m 0644 packaging/ballast.service "$(DESTDIR)/lib/systemd/system"
	install -m 0644 packaging/ballast.logrotate "$(DESTDIR)/etc/logrotate.d/ballast"

demo: ## real packets through a real kernel: balance, edit, drift, a broken edit, failover
	$(need) $(kernel) curl
	Tests/Lab/demo

test: ## every test, the ones against the real kernel included
	$(need) $(kernel) python3 python3-venv nginx-light openssl python3-aiosmtpd haproxy curl logrotate \
	    testssl.sh systemd perl prometheus chromium w3m snmp snmpd $(speaking) $(databases) $(electing)
	@Tests/Lab/need --schema-validator --grpc --metrics --schemathesis --terminal
	swift build --build-tests $(flags)
	Tests/Lab/reported timeout --foreground --kill-after 10 2400 swift test --skip-build $(flags) \
	    --experimental-maximum-parallelization-width 8
	Tests/Browser/run
	Tests/Lab/reported Tests/Lab/run

full: test build ## test and build, 10,000 requests to the API, then the quick half of the lab twice in random order (SEED=N, ROUNDS=2, EXAMPLES=280)
	Tests/Benchmarks/failover/memory .build/release
	BALLAST_CONTRACT_EXAMPLES=$(or $(EXAMPLES),280) Tests/Lab/reported \
	    swift test --skip-build $(flags) --filter APIContractTests
	@seed=$${SEED:-$$((RANDOM + 1))}; for ((round = 0; round < $(or $(ROUNDS),2); round++)); do \
	    echo "The lab in random order: Tests/Lab/run --quick --shuffle $$((seed + round))"; \
	    Tests/Lab/reported Tests/Lab/run --quick --shuffle $$((seed + round)) || exit 1; \
	done

house: ## the measures of the code: fields, parameters, folders, domains, prose
	$(need)
	swift build --build-tests $(flags)
	@set -o pipefail; swift test --skip-build $(flags) --filter HouseTests \
	    | grep -E '^house:|✘|Test run'

simulate: ## 100,000 random elections (SEEDS=100000); SEED=N repeats one
	$(need)
	swift build --build-tests $(flags)
	BALLAST_SEEDS=$(or $(SEEDS),100000) BALLAST_SEED=$(SEED) swift test --skip-build $(flags) \
	    --filter VRRPTests.SimulationTests

bench: ## the figures of docs/performance.md, beside the peers
	$(need) $(kernel) keepalived ldirectord gcc libc6-dev haproxy nginx-light wrk python3-venv rrdtool
	@Tests/Lab/need --h2
	Tests/Benchmarks/run

soak: ## memory, descriptors and processor over an hour (DURATION=3600) of edits, then 20,000 edits
	$(need) haproxy python3
	swift build $(release)
	Tests/Benchmarks/soak .build/release $(or $(DURATION),3600)
	Tests/Benchmarks/soak .build/release edits

order: build ## packaging/program.order anew: the functions that the linker places side by side
	$(need) $(kernel) valgrind binutils
	mkdir -p .build/order
	Tests/Lab/uml --memory 3G --share "$(CURDIR)/.build/order" -- \
	    packaging/order .build/release .build/order/program.order
	cp .build/order/program.order packaging/program.order
	rm .build/release/ballast .build/release/ballast-elect # swift build links them again.

lab: ## a shell in the lab; HOST=client|router|lb1|lb2|web1|web2|web3
	$(need) $(kernel) curl iputils-ping tcpdump
	Tests/Lab/shell $(HOST)

screenshots: ## each page, light and dark, wide and narrow, in FOLDER (.build/screenshots)
	$(need) chromium haproxy python3 python3-venv
	swift build $(flags)
	Tests/Browser/run --screenshots $(or $(FOLDER),.build/screenshots)

format: ## all Swift files, as .swift-format says
	@Tests/Lab/need --swift
	swift format --in-place --parallel --recursive Sources Tests Package.swift

lint: ## what continuous integration wants of the source
	@Tests/Lab/need --swift
	swift format lint --strict --parallel --recursive Sources Tests Package.swift

clean: ## remove everything that was built
	rm -rf .build
