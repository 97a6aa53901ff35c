import Addresses
import Foundation
import Model
import Testing

@Suite("Checks")
struct CheckTests {
    private static let address = IPAddress.v4(IPv4Address(rawValue: 0x0a00_0001))

    private static func service(_ check: Check?, port: UInt16 = 80) -> Service {
        Service(name: "web", key: .listen(.tcp, Endpoint(address, port: port)), check: check)
    }

    private static func server(_ check: Check? = nil) -> RealServer {
        RealServer(name: "web1", address: address, port: 8000, check: check)
    }

    @Test("a type is read as it is written")
    func types() {
        for type in CheckType.words + [.connects(1), .connects(1000)] {
            #expect(CheckType("\(type)") == type)
        }
        for text in ["", "0", "1001", "05", "-1", "Connect", "conn"] {
            #expect(CheckType(text) == nil)
        }
    }

    @Test("statuses are read as they are written")
    func statuses() {
        for text in ["200", "200-299", "100-599"] {
            #expect(StatusRange(text)?.description == text)
        }
        for text in ["", "99", "600", "300-200", "200-", "-200", "2000", "200-299-300", "+20"] {
            #expect(StatusRange(text) == nil, "\(text)")
        }
    }

    @Test("a server is checked when it or its service says how")
    func presence() {
        let defaults = HealthDefaults()
        #expect(Self.service(nil).check(of: Self.server(), defaults: defaults) == nil)
        let expected = ServerCheck(
            .probe(.connect, at: Endpoint(Self.address, port: 8000)))
        #expect(Self.service(Check()).check(of: Self.server(), defaults: defaults) == expected)
        #expect(Self.service(nil).check(of: Self.server(Check()), defaults: defaults) == expected)
    }

    @Test("a check without the secret in its file only connects; RADIUS gets a datagram")
    func lostSecret() throws {
        let file = Secret.File(path: "secrets/a", limit: 1024)
        func question(_ check: Check, _ text: String?) throws -> ServerCheck.Question {
            var spec = Spec(services: [Self.service(check)])
            spec.services[0].servers = [Self.server()]
            spec.fillSecrets { $0 == file ? text : nil }
            let made = spec.services[0].check(of: Self.server(), defaults: spec.health)
            return try #require(made?.question)
        }
        for type in [CheckType.negotiate, .connects(3)] {
            var check = Check(type)
            check.service = .redis
            check.password = Secret(in: file)
            #expect(try question(check, nil) == .connect)
            let full = Conversation.dialogue(Dialogue(.redis, as: .init(password: check.password)))
            let expected = try question(check, "one")
            #expect(expected != .connect && expected != .negotiate(full))
            #expect(try question(check, "two") != expected, "another secret is another question")
        }
        var radius = Check(.negotiate)
        radius.service = .radius
        radius.secret = Secret(in: file)
        #expect(try question(radius, nil) == .udp(send: "", expect: Expectation()))
    }

    @Test("the server comes before its service, that before the defaults")
    func order() throws {
        var check = Check(.negotiate)
        check.interval = .seconds(20)
        check.expect = "OK"
        check.fall = 4
        check.timeout = .seconds(7)
        var own = Check()
        own.service = .http
        own.expectRegex = "^UP"
        own.fall = 5
        own.port = 9000
        let made = Self.service(check).check(
            of: Self.server(own), defaults: HealthDefaults(fall: 3, rise: 2))
        let result = try #require(made)
        #expect(result.fall == 5 && result.rise == 2 && result.start == .last)
        let request = HTTPRequest(expect: Expectation(.regex("^UP")))
        #expect(
            result.mode
                == .probe(
                    .negotiate(.http(request, tls: nil)), at: Endpoint(Self.address, port: 9000)))
        #expect(
            result.timing
                == ServerCheck.Timing(
                    interval: .seconds(20), timeout: .seconds(7), negotiateTimeout: .seconds(7)))
    }

    @Test("what a check says is what is asked")
    func questions() {
        func question(_ check: Check, port: UInt16 = 80) -> ServerCheck.Question? {
            var server = Self.server()
            server.port = port
            return Self.service(check).check(of: server, defaults: HealthDefaults())?
                .question
        }
        #expect(question(Check(.on)) == nil && question(Check(.off)) == nil)
        #expect(question(Check(.ping)) == .ping)
        #expect(question(Check(.udp)) == .udp(send: "", expect: Expectation()))
        #expect(question(Check(.connects(5)), port: 9) == .connects(5, then: .none))
        #expect(
            question(Check(.negotiate), port: 443)
                == .negotiate(.http(HTTPRequest(), tls: Check.TLS())))
        var external = Check(.external)
        external.command = "/bin/false"
        let arguments = ["10.0.0.1", "80", "10.0.0.1", "81"]
        #expect(
            question(external, port: 81)
                == .external(
                    command: "/bin/false", arguments: arguments, exitWeights: false,
                    user: "nobody"))
        var base = Check(.external)
        base.user = "monitor"
        #expect(external.completed(by: base).user == "monitor")
    }

    @Test("a server's check is read as it was written")
    func coding() throws {
        var check = Check(.connects(3))
        check.headers = [Check.Header(name: "Accept", value: "*/*")]
        check.status = [StatusRange(200...299)]
        check.tls = Check.TLS(verify: true)
        check.downInterval = .milliseconds(500)
        let data = try JSONEncoder().encode(check)
        #expect(try JSONDecoder().decode(Check.self, from: data) == check)
        let made = Self.service(check).check(of: Self.server(), defaults: HealthDefaults())
        let again = try JSONDecoder().decode(
            ServerCheck.self, from: JSONEncoder().encode(#require(made)))
        #expect(again == made)
    }
}
