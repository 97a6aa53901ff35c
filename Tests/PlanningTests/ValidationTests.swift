import Addresses
import Model
import Planning
import Testing

@Suite("Validation")
struct ValidationTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var services: [Service]
        var virtualAddresses = [VirtualAddress(address: "10.0.0.1/24", interface: "eth0")]
        var cluster: Cluster?
        var sysctls: [Sysctl: SysctlValue] = [:]
        /// `CODE severity path: message`.
        var findings: [String]

        var testDescription: String { name }
    }

    @Test("a document has these findings", arguments: Case.all)
    func findings(_ test: Case) {
        var spec = Spec(
            cluster: test.cluster, virtualAddresses: test.virtualAddresses,
            services: test.services)
        spec.ipvs.sysctls = test.sysctls
        let found = validate(spec)
        let texts = found.map {
            "\($0.code.rawValue) \($0.severity.rawValue) \($0.path): \($0.message)"
        }
        #expect(texts == test.findings)
    }

    @Test("what is sensible has no findings", arguments: Case.sensible)
    func sensible(_ service: Service) {
        let addresses = [VirtualAddress(address: "10.0.0.1/24", interface: "eth0")]
        #expect(validate(Spec(virtualAddresses: addresses, services: [service])) == [])
    }

    @Test("the number of findings is linear in the number of services")
    func linear() {
        let services = (0..<2000).map { number in
            Service(name: "web\(number)", key: "tcp 10.0.0.1:80", servers: [.at("10.1.0.1")])
        }
        let spec = Spec(
            virtualAddresses: [VirtualAddress(address: "10.0.0.1/24", interface: "eth0")],
            services: services)
        #expect(validate(spec).count == 1999)
    }
}

extension ValidationTests.Case {
    private static func web(
        _ key: ServiceKey = "tcp 10.0.0.1:80", scheduler: Scheduler = .weightedRoundRobin,
        onePacket: Bool = false, persistence: Persistence? = nil, forwarding: Forwarding = .gate,
        servers: [RealServer] = [.at("10.1.0.1")]
    ) -> Service {
        var service = Service(
            name: "web", key: key, scheduler: scheduler, persistence: persistence,
            forwarding: forwarding, servers: servers)
        service.onePacket = onePacket
        return service
    }

    static let sensible: [Service] = [
        web(),
        web(servers: [.at("10.1.0.1", port: 80)]),
        web(
            forwarding: .masq, servers: [.at("10.1.0.1", port: 8080), .at("10.1.0.1", port: 8081)]),
        web("tcp 10.0.0.1:0", persistence: Persistence()),
        web("tcp 10.0.0.1:0", persistence: Persistence(), servers: [.at("10.1.0.1", port: 0)]),
        web("udp 10.0.0.1:53", onePacket: true),
        web("mark 1", onePacket: true),
        web("mark 1", forwarding: .masq, servers: [.at("10.1.0.1", port: 8080)]),
        web("udp 10.0.0.1:5060", persistence: Persistence(engine: .sip)),
        web("mark 1", persistence: Persistence(engine: .sip)),
        web(servers: [.at("10.1.0.1"), .at("2001:db8::1", forwarding: .ipip)]),
        web(
            scheduler: .sourceHash,
            servers: [.at("10.1.0.1", weight: 128), .at("10.1.0.2", weight: 128)]),
        web(scheduler: .maglevHash, servers: [.at("10.1.0.1", weight: 500)]),
        web(servers: [.at("10.1.0.1", connections: ConnectionLimits(upper: 10, lower: 10))]),
        web("tcp 10.0.0.1:21", forwarding: .masq),
        web("tcp 10.0.0.1:21", persistence: Persistence()),
        web(forwarding: .masq, servers: [.at("10.0.0.1", port: 8080)]),
    ]

    static let all = identity + kernel + health

    private static let identity = [
        Self(
            name: "two services on the same address, port and protocol",
            services: [
                Service(name: "one", key: "tcp 10.0.0.1:80", servers: [.at("10.1.0.1")]),
                Service(name: "two", key: "udp 10.0.0.1:80", servers: [.at("10.1.0.1")]),
                Service(name: "three", key: "tcp 10.0.0.1:80", servers: [.at("10.1.0.1")]),
            ],
            findings: ["BAL202 error services[2].listen: one listens on tcp 10.0.0.1:80 already"]),
        Self(
            name: "two services of the same mark, and of its other family",
            services: [
                Service(name: "one", key: "mark 7", servers: [.at("10.1.0.1")]),
                Service(name: "two", key: "mark 7", servers: [.at("10.1.0.1")]),
                Service(name: "three", key: "mark 7 ipv6", servers: [.at("2001:db8::1")]),
            ],
            findings: ["BAL202 error services[1].mark: one listens on mark 7 already"]),
        Self(
            name: "the same server twice, once with the port written out",
            services: [web(servers: [.at("10.1.0.1"), .at("10.1.0.1", port: 80)])],
            findings: [
                "BAL203 error services[0].servers[1].address: 10.1.0.1:80 is the server 10.1.0.1"
                    + " of web already"
            ]),
        Self(
            name: "a virtual address twice",
            services: [],
            virtualAddresses: [
                VirtualAddress(address: "10.0.0.1/24", interface: "eth0"),
                VirtualAddress(address: "10.0.0.1/32", interface: "eth1"),
            ],
            findings: [
                "BAL204 error virtualAddresses[1].address: 10.0.0.1 is a virtual address already,"
                    + " on eth0"
            ]),
        Self(
            name: "a service on an address that nobody puts on this host",
            services: [web("tcp 10.0.0.7:80")],
            findings: [
                "BAL205 warning services[0].listen: 10.0.0.7 is no virtual address of this"
                    + " document"
            ]),
        Self(
            name: "several services on such an address are one warning",
            services: [web("tcp 10.0.0.7:80"), web("tcp 10.0.0.7:81")],
            findings: [
                "BAL205 warning services[0].listen: 10.0.0.7 is no virtual address of this"
                    + " document"
            ]),
        Self(
            name: "an address that another program carries is a virtual one",
            services: [web("tcp 10.0.0.7:80")],
            virtualAddresses: [
                VirtualAddress(address: "10.0.0.7/24", interface: "", isExternal: true)
            ],
            findings: []),
        Self(
            name: "but a node's own address is there",
            services: [web("tcp 10.0.0.21:80")],
            cluster: Cluster(name: "shop", nodes: [Node(name: "one", address: "10.0.0.21")]),
            findings: []),
        Self(
            name: "a service without a server that can do anything",
            services: [
                web(servers: [
                    .at("10.1.0.1", weight: 0), .at("10.1.0.2", state: .drain),
                    .at("10.1.0.3", state: .offline),
                ])
            ],
            findings: [
                "BAL206 warning services[0].servers: web has no server that is online with a"
                    + " weight: it refuses clients"
            ]),
    ]

    private static let kernel = [
        Self(
            name: "a port that gate and tunnels ignore",
            services: [
                web(servers: [
                    .at("10.1.0.1", port: 8080), .at("10.1.0.2", port: 81, forwarding: .ipip),
                    .at("10.1.0.3", port: 8080, forwarding: .masq),
                ])
            ],
            findings: [
                "BAL301 error services[0].servers[0].address: port 8080 of 10.1.0.1 is never used:"
                    + " gate leaves the port as the client had it, 80",
                "BAL301 error services[0].servers[1].address: port 81 of 10.1.0.2 is never used:"
                    + " ipip leaves the port as the client had it, 80",
            ]),
        Self(
            name: "a port in a service of a mark or of every port",
            services: [
                web("mark 1", servers: [.at("10.1.0.1", port: 80)]),
                web(
                    "mark 2", persistence: Persistence(), forwarding: .masq,
                    servers: [.at("10.1.0.1", port: 80)]),
                web(
                    "tcp 10.0.0.1:0", persistence: Persistence(), forwarding: .masq,
                    servers: [.at("10.1.0.1", port: 80)]),
            ],
            findings: [
                "BAL301 error services[0].servers[0].address: port 80 of 10.1.0.1 is never used:"
                    + " gate leaves the port as the client had it",
                "BAL301 error services[1].servers[0].address: port 80 of 10.1.0.1 is never used:"
                    + " a persistent service of a mark keeps the client's port",
                "BAL301 error services[2].servers[0].address: port 80 of 10.1.0.1 is never used:"
                    + " a service of every port keeps the client's",
            ]),
        Self(
            name: "every port without persistence",
            services: [web("tcp 10.0.0.1:0")],
            findings: [
                "BAL302 error services[0].listen: port 0 takes every port, and the kernel"
                    + " schedules it only with persistence"
            ]),
        Self(
            name: "more weight than sh has buckets",
            services: [
                web(
                    scheduler: .sourceHash,
                    servers: [
                        .at("10.1.0.3", weight: 100), .at("10.1.0.1", weight: 100),
                        .at("10.1.0.2", weight: 100),
                    ])
            ],
            findings: [
                "BAL303 warning services[0].servers: sh has 256 buckets and the weights sum to"
                    + " 300: 10.1.0.1 gets 56 of 100"
            ]),
        Self(
            name: "addresses that nothing can be sent to",
            services: [
                web("tcp 0.0.0.0:80"),
                web(
                    servers: [
                        .at("0.0.0.0"), .at("239.1.1.1"), .at("255.255.255.255"),
                        .at("fe80::1", forwarding: .ipip),
                        .at("::ffff:10.0.0.9", forwarding: .ipip),
                    ]),
            ],
            findings: [
                "BAL207 error services[0].listen: web can't listen on 0.0.0.0: it stands for no"
                    + " address at all",
                "BAL207 error services[1].servers[0].address: 0.0.0.0 can't be reached at 0.0.0.0:"
                    + " it stands for no address at all",
                "BAL207 error services[1].servers[1].address: 239.1.1.1 can't be reached at"
                    + " 239.1.1.1: it is a multicast address",
                "BAL207 error services[1].servers[2].address: 255.255.255.255 can't be reached at"
                    + " 255.255.255.255: it is the broadcast address",
                "BAL207 error services[1].servers[3].address: fe80::1 can't be reached at fe80::1:"
                    + " IPVS does not forward to link-local addresses",
                "BAL207 error services[1].servers[4].address: ::ffff:10.0.0.9 can't be reached at"
                    + " ::ffff:10.0.0.9: it is an IPv4 address in the form of IPv6",
            ]),
        Self(
            name: "virtual addresses that neighbours can't use",
            services: [],
            virtualAddresses: [
                VirtualAddress(address: "10.0.0.1/0", interface: "eth0"),
                VirtualAddress(address: "224.0.0.18/24", interface: "eth0"),
                VirtualAddress(address: "10.0.0.0/24", interface: "eth0"),
                VirtualAddress(address: "10.0.0.255/24", interface: "eth0"),
                VirtualAddress(address: "10.0.1.0/31", interface: "eth0"),
                VirtualAddress(address: "10.0.2.0/32", interface: "eth0"),
            ],
            findings: [
                "BAL207 error virtualAddresses[0].address: 10.0.0.1/0 makes every address in the"
                    + " world a neighbour on eth0",
                "BAL207 error virtualAddresses[1].address: 224.0.0.18 can't be given to clients: it"
                    + " is a multicast address",
                "BAL207 warning virtualAddresses[2].address: 10.0.0.0 is the network's own address"
                    + " of 10.0.0.0/24: neighbours can't reach it",
                "BAL207 warning virtualAddresses[3].address: 10.0.0.255 is the broadcast address of"
                    + " 10.0.0.255/24: neighbours can't reach it",
            ]),
        Self(
            name: "sysctls that the kernel refuses",
            services: [], sysctls: [.syncPorts: 3, .syncThreshold: SysctlValue([50, 50])],
            findings: [
                "BAL312 error ipvs.sysctls.sync_threshold: the kernel refuses this sync_threshold:"
                    + " the first number has to be below the second, and 50 is not below 50",
                "BAL312 error ipvs.sysctls.sync_ports: the kernel refuses this sync_ports: the"
                    + " number has to be a power of two; this is 3",
            ]),
        Self(
            name: "thresholds the wrong way round",
            services: [
                web(servers: [.at("10.1.0.1", connections: ConnectionLimits(upper: 5, lower: 6))])
            ],
            findings: [
                "BAL305 error services[0].servers[0].connections.lower: the lower threshold 6 is"
                    + " above the upper one, 5"
            ]),
        Self(
            name: "the other family without a tunnel",
            services: [web(servers: [.at("10.1.0.1"), .at("2001:db8::1")])],
            findings: [
                "BAL306 error services[0].servers[1].address: 2001:db8::1 has an IPv6 address and"
                    + " web an IPv4 one: gate can't cross over"
            ]),
        Self(
            name: "FTP by direct routing without persistence",
            services: [web("tcp 10.0.0.1:21")],
            findings: [
                "BAL307 warning services[0].listen: FTP by gate without persistence: a client's"
                    + " passive data connection may go to another server than its login"
            ]),
        Self(
            name: "one-packet scheduling of TCP",
            services: [web(onePacket: true)],
            findings: [
                "BAL308 error services[0].onePacket: one-packet scheduling is for UDP, and web"
                    + " listens on tcp 10.0.0.1:80"
            ]),
        Self(
            name: "the sip engine with TCP",
            services: [web(persistence: Persistence(engine: .sip))],
            findings: [
                "BAL309 error services[0].persistence.engine: the sip engine reads UDP only, and"
                    + " web listens on tcp"
            ]),
        Self(
            name: "a server that is the virtual address",
            services: [
                web(servers: [.at("10.0.0.1")]),
                web("udp 10.0.0.1:80", forwarding: .masq, servers: [.at("10.0.0.1")]),
            ],
            findings: [
                "BAL310 error services[0].servers[0].address: 10.0.0.1 is the virtual address"
                    + " itself: packets would loop",
                "BAL310 error services[1].servers[0].address: 10.0.0.1 is the virtual address"
                    + " itself: packets would loop",
            ]),
    ]
}
