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
        var service = Service(
            name: "web", key: key, check: edited, fallback: fallback,
            servers: [one, .at("10.1.0.2")])
        service.quiescent = quiescent
        return service
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
                web(Check(), at: "tcp 10.0.0.1:84", fallback: .server(address: "10.1.0.9")),
                web(Check(), at: "tcp 10.0.0.1:85", fallback: .holdingPage),
            ], findings: []),
        Self(
            name: "a holding page that has no place",
            services: [
                web(Check(.udp), at: "udp 10.0.0.1:53", fallback: .holdingPage),
                web(Check(.ping), at: "mark 1", fallback: .holdingPage),
            ],
            findings: [
                "BAL410 error services[0].fallback: the holding page is served on one TCP port, "
                    + "and web listens on udp",
                "BAL410 error services[1].fallback: the holding page is served on one TCP port, "
                    + "and web listens on a firewall mark",
            ]),
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
                "BAL401 error services[0].check.request: \"request\" applies to negotiate and "
                    + "service http, https, ftp, ldap, ldaps, nntp, dns, mysql, postgresql, sip, "
                    + "redis or grpc only",
                "BAL401 error services[1].check.expect: \"expect\" applies to negotiate and "
                    + "a service that answers with text, or with udp, only",
                "BAL401 error services[2].check.interval: \"interval\" applies to checks that ask "
                    + "something only",
            ]),
        Self(
            name: "a line break in a protocol of lines",
            services: [
                web(Check(.negotiate), at: "tcp 10.0.0.1:25") { $0.login = "a\r\nQUIT" },
                web(Check(.negotiate), at: "tcp 10.0.0.1:6379") { $0.request = "GET a\nb" },
            ],
            findings: [
                "BAL402 error services[0].check.login: the check of 10.1.0.1 has a line break in "
                    + "its login, and smtp is spoken in lines"
            ]),
        Self(
            name: "a path that is none",
            services: [
                web(Check(.negotiate)) { $0.request = "health" },
                web(Check(.negotiate), at: "tcp 10.0.0.1:81") {
                    $0.service = .https
                    $0.request = "/a b"
                },
                web(Check(.negotiate), at: "tcp 10.0.0.1:25") { $0.virtualHost = "lb.example" },
                web(Check(.negotiate), at: "tcp 10.0.0.1:82") {
                    $0.service = .http
                    $0.request = "http://shop.example/health?x=1"
                },
            ],
            findings: [
                "BAL402 error services[0].check.request: the check of 10.1.0.1 asks for "
                    + "\"health\", and a path begins with / and has no spaces",
                "BAL402 error services[1].check.request: the check of 10.1.0.1 asks for "
                    + "\"/a b\", and a path begins with / and has no spaces",
                "BAL402 error services[3].check.request: the check of 10.1.0.1 asks for the URL "
                    + "\"http://shop.example/health?x=1\", where a path belongs",
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
                "BAL401 error services[0].servers[0].check.command: \"command\" applies to "
                    + "external only"
            ]),
        Self(
            name: "what only checks give a meaning",
            services: [web(nil, fallback: .server(address: "10.1.0.9"), quiescent: true)],
            findings: [
                "BAL401 error services[0].quiescent: \"quiescent\" applies to checks only, and no "
                    + "server of web is checked",
                "BAL401 error services[0].fallback: \"fallback\" applies to checks only, and no "
                    + "server of web is checked",
            ]),
        Self(
            name: "a check that can't be done",
            services: [
                web(Check(.external)), web(Check(), at: "mark 2"),
                web(Check(), at: "tcp 10.0.0.1:81") { $0.source = "2001:db8::1" },
                web(Check(.negotiate), at: "udp 10.0.0.1:1812"),
                web(Check(.negotiate), at: "tcp 10.0.0.1:3306") { $0.request = "SELECT 1" },
                web(Check(.negotiate), at: "tcp 10.0.0.1:5432") { $0.expect = "1" },
            ],
            findings: [
                "BAL402 error services[0].check: the check of 10.1.0.1 has no command",
                "BAL402 error services[1].check: the check of 10.1.0.1 has no port to ask: the "
                    + "service listens on every port",
                "BAL402 error services[2].check: the check of 10.1.0.1 has the source 2001:db8::1 "
                    + "and asks 10.1.0.1, of the other address family",
                "BAL402 error services[3].check: the check of 10.1.0.1 has no secret, without "
                    + "which RADIUS does not answer",
                "BAL402 error services[4].check: the check of 10.1.0.1 has a query and no login",
                "BAL402 error services[5].check: the check of 10.1.0.1 expects an answer and has "
                    + "no query",
            ]),
        Self(
            name: "two services whose persistent clients can't both have their way",
            services: [FailurePolicy.keep, nil, .expire].enumerated().map { number, onFail in
                var service = web(Check(), at: .mark(UInt32(number + 1), .ipv4)) { $0.port = 80 }
                service.name = "web\(number)"
                service.onFail = onFail
                service.persistence = Persistence()
                return service
            },
            findings: [
                "BAL413 error services[1].persistence: web0 keeps the persistent clients of failed "
                    + "servers, and the kernel can do so for all services only: those of web1 "
                    + "would wait too"
            ]),
        Self(
            name: "what is kept and removed at once",
            services: [FailurePolicy.keep, .expire].enumerated().map { number, onFail in
                var service = web(Check(), at: .mark(UInt32(number + 1), .ipv4)) { $0.port = 80 }
                service.onFail = onFail
                service.quiescent = onFail == .expire
                return service
            },
            findings: [
                "BAL413 error services[0].onFail: \"quiescent: false\" and \"onFail: keep\" "
                    + "contradict each other: one keeps a failed server in the table, the other "
                    + "removes it",
                "BAL413 error services[1].onFail: \"quiescent: true\" and \"onFail: expire\" "
                    + "contradict each other: one keeps a failed server in the table, the other "
                    + "removes it",
            ]),
        Self(
            name: "quorums that can't be",
            services: [Quorum(low: .weight(3)), Quorum(low: .weight(2), high: .weight(1))]
                .enumerated()
                .map { number, quorum in
                    var service = web(Check(), at: .mark(UInt32(number + 1), .ipv4)) {
                        $0.port = 80
                    }
                    service.quorum = quorum
                    return service
                },
            findings: [
                "BAL412 error services[0].quorum.low: the servers of web weigh 2 together, and its "
                    + "quorum is 3",
                "BAL412 error services[1].quorum.high: the quorum is lost below 2 and regained at "
                    + "1, which of weight 2 is less",
            ]),
        Self(
            name: "a fallback that can't work",
            services: [
                web(Check(), fallback: .server(address: "10.1.0.2")),
                web(Check(), at: "tcp 10.0.0.1:81", fallback: .server(address: "2001:db8::9")),
            ],
            findings: [
                "BAL403 error services[0].fallback: the fallback 10.1.0.2:80 is the server "
                    + "10.1.0.2 of web",
                "BAL306 error services[1].fallback: the fallback has an IPv6 address and web an "
                    + "IPv4 one: gate can't cross over",
            ]),
    ]
}
