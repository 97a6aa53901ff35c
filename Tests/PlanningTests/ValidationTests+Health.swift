import Addresses
import Model
import Planning

extension ValidationTests.Case {
    private static func web(
        _ check: Check?, at key: ServiceKey = "tcp 10.0.0.1:80", server: Check? = nil,
        fallback: Fallback? = nil, quiescent: Bool? = nil, _ edit: (inout Check) -> Void = { _ in }
    ) -> Service {
        var edited = check
        if var check {
            edit(&check)
            edited = check
        }
        var one = RealServer.at("10.1.0.1")
        one.check = server
        return Service(
            name: "web", key: key, check: edited, fallback: fallback, quiescent: quiescent,
            servers: [one, .at("10.1.0.2")])
    }

    static let health: [Self] = [
        Self(
            name: "checks that make sense",
            services: [
                web(Check()), web(Check(.ping), at: "tcp 10.0.0.1:81"),
                web(Check(.connect), at: "mark 1") { $0.port = 80 },
                web(Check(.connects(5)), at: "tcp 10.0.0.1:443") { $0.request = "/health" },
                web(Check(.udp), at: "udp 10.0.0.1:53") { $0.expect = "ok" },
                web(Check(.external), at: "tcp 10.0.0.1:82") { $0.command = "/bin/true" },
                web(nil, at: "tcp 10.0.0.1:83", server: Check(.ping), quiescent: false),
                web(Check(), at: "tcp 10.0.0.1:84", fallback: Fallback(address: "10.1.0.9")),
            ], findings: []),
        Self(
            name: "a key without effect",
            services: [
                web(Check(.connect)) {
                    $0.request = "/"
                    $0.timeout = .seconds(1)
                },
                web(Check(.negotiate), at: "tcp 10.0.0.1:25") { $0.expect = "220" },
                web(Check(.on), at: "tcp 10.0.0.1:81") { $0.interval = .seconds(1) },
            ],
            findings: [
                "BAL401 error services[0].check.request: \"request\" goes with negotiate and "
                    + "service http or https only",
                "BAL401 error services[1].check.expect: \"expect\" goes with negotiate and "
                    + "service http, https or tcp, or with udp, only",
                "BAL401 error services[2].check.interval: \"interval\" goes with checks that ask "
                    + "something only",
            ]),
        Self(
            name: "a key of the service that one of its servers uses",
            services: [
                web(Check(.connect), server: Check(.negotiate)) { $0.request = "/health" }
            ], findings: []),
        Self(
            name: "a key of a server that it does not use",
            services: [web(Check(.ping), server: Check(.connects(3)))].map {
                var service = $0
                service.servers[0].check?.command = "/bin/true"
                return service
            },
            findings: [
                "BAL401 error services[0].servers[0].check.command: \"command\" goes with "
                    + "external only"
            ]),
        Self(
            name: "what only checks give a meaning",
            services: [web(nil, fallback: Fallback(address: "10.1.0.9"), quiescent: true)],
            findings: [
                "BAL401 error services[0].quiescent: \"quiescent\" goes with checks only, and no "
                    + "server of web is checked",
                "BAL401 error services[0].fallback: \"fallback\" goes with checks only, and no "
                    + "server of web is checked",
            ]),
        Self(
            name: "a check that can't be done",
            services: [
                web(Check(.external)), web(Check(), at: "mark 2"),
                web(Check(), at: "tcp 10.0.0.1:81") { $0.source = "2001:db8::1" },
            ],
            findings: [
                "BAL402 error services[0].check: the check of 10.1.0.1 has no command",
                "BAL402 error services[1].check: the check of 10.1.0.1 has no port to ask: the "
                    + "service listens on every port",
                "BAL402 error services[2].check: the check of 10.1.0.1 comes from 2001:db8::1 and "
                    + "goes to 10.1.0.1, of the other address family",
            ]),
        Self(
            name: "a fallback that can't work",
            services: [
                web(Check(), fallback: Fallback(address: "10.1.0.2")),
                web(Check(), at: "tcp 10.0.0.1:81", fallback: Fallback(address: "2001:db8::9")),
            ],
            findings: [
                "BAL403 error services[0].fallback: the fallback 10.1.0.2:80 is the server "
                    + "10.1.0.2 of web",
                "BAL306 error services[1].fallback: the fallback has an IPv6 address and web an "
                    + "IPv4 one: gate can't cross over",
            ]),
    ]
}
