import Addresses
import Model
import Testing

@testable import HAProxy

@Suite("Replies of HAProxy")
struct ParserTests {
    static let processes = """
        #<PID>          <type>          <reloads>       <uptime>        <version>      
        1162            master          5 [failed: 2]   0d00h02m07s     2.6.12-1+deb12u4
        # workers
        1271            worker          1               0d00h00m00s     2.6.12-1+deb12u4
        # old workers
        1233            worker          3               1d01h01m43s     2.0-dev3-6019f6-289
        # programs
        1244            foo             0               0d00h00m00s     -

        """

    static let states = """
        1
        # be_id be_name srv_id srv_name srv_addr srv_op_state srv_admin_state srv_uweight \
        srv_iweight srv_port
        3 b 1 s1 127.0.0.1 2 0 3 10 99
        3 b 2 s2 ::1 0 8 10 10 18082
        3 b 3 s3 - 2 1 999 10 18082
        3 b 4 s4 - 2 1 9 10 18082

        """

    static let statistics = """
        # pxname,svname,qcur,scur,slim,status,type,
        b,s1,0,7,30,UP 1/2,2,
        b,"a ""b"", c",0,0,,DOWN,2,

        """

    @Test("the master's list of processes")
    func processList() throws {
        let list = try #require(ProcessList(Self.processes))
        #expect(list.master == 1162)
        #expect(list.reloads == 5)
        #expect(list.failed == 2)
        #expect(list.workers == [.init(pid: 1271, reloads: 1, uptime: .zero)])
        #expect(list.oldWorkers == [.init(pid: 1233, reloads: 3, uptime: .seconds(90_103))])
        #expect(list.isAtLeast(2, 6) && list.isAtLeast(1, 9))
        #expect(!list.isAtLeast(2, 7) && !list.isAtLeast(3, 0))
    }

    @Test("the states of servers")
    func serverStates() throws {
        let states = try #require(ServerStates(Self.states))
        #expect(states.servers.map(\.name) == ["s1", "s2", "s4"])
        #expect(states.servers.map(\.weight) == [3, 10, 9])
        #expect(states.servers.map(\.isUp) == [true, false, true])
        #expect(states.servers.map(\.state) == [.online, .drain, .offline])
        #expect(
            states.servers.map { $0.endpoint?.description } == ["127.0.0.1:99", "[::1]:18082", nil])
        #expect(ServerStates("2\n# be_id\n") == nil)
    }

    @Test("statistics, with quotes")
    func csv() throws {
        let statistics = try #require(Statistics(Self.statistics))
        #expect(statistics.rows.map(\.server) == ["s1", #"a "b", c"#])
        #expect(statistics.rows.map(\.sessions) == [7, 0])
        #expect(statistics.rows.map(\.limit) == [30, nil])
        #expect(statistics.rows.map(\.status) == ["UP 1/2", "DOWN"])
    }

    @Test("a worker's account of itself")
    func info() throws {
        let info = try #require(ProcessInfo("Pid: 7\nUptime_sec: 61\nCurrConns: 3\nStopping: 1\n"))
        #expect(info.pid == 7 && info.connections == 3 && info.isStopping)
        #expect(info.uptime == .seconds(61))
        #expect(ProcessInfo("Name: HAProxy\n") == nil)
        #expect(ProcessInfo("Pid: 99999999999999999999\n") == nil)
    }

    @Test("certificates")
    func certificates() {
        let list = CertificateList("# transaction\n*/a.pem\n# filename\n/a.pem\n/b.pem\n")
        #expect(list.files == ["/a.pem", "/b.pem"])
        #expect(list.transactions == ["/a.pem"])
        let digits = String(repeating: "A9", count: 20)
        #expect(
            CertificateList.fingerprint("Status: Used\nSHA1 FingerPrint: \(digits)\n") == digits)
        #expect(CertificateList.fingerprint("SHA1 FingerPrint: A9\n") == nil)
    }

    @Test("a frame is written and read back")
    func frame() {
        let frame = ProxyFrame(of: "x", servers: [])
        let reply = "\(ProxyFrame.variable): type=str value=<\(frame.digest)>\n\n"
        #expect(ProxyFrame(reply: reply) == frame)
        #expect(ProxyFrame(reply: "\(ProxyFrame.variable): undefined\n") == nil)
        #expect(ProxyFrame(reply: "value=<\(String(repeating: "-", count: 65))>") == nil)
    }

    @Test(
        "names that would say more than one thing are not sent",
        arguments: [
            "a b", "a;b", "a\nb", "a\\b", "", "a\u{0}b", "é", "<<", "#",
        ])
    func names(name: String) throws {
        let endpoint = try #require(Endpoint("10.0.0.1:1"))
        #expect(RuntimeCommand.weight(backend: name, server: "s", 1).text == nil || name == "")
        #expect(
            RuntimeCommand.add(
                backend: "b", server: "s", endpoint,
                options: ["check", name]
            ).text == nil)
    }

    @Test("the payload of a certificate has no empty line before its end")
    func payload() {
        let command = RuntimeCommand.setCertificate(file: "/c.pem", pem: "A\n\nB\r\n\r\n\nC")
        #expect(command.text == "set ssl cert /c.pem <<\nA\nB\nC\n\n")
        #expect(!"\(command)".contains("A"))
    }

    @Test("no reply, cut or spoilt anywhere, stops the readers")
    func fuzz() {
        var seed: UInt64 = 0x5eed
        func random(_ count: Int) -> Int {
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(seed >> 33) % count
        }
        let hostile: [[UInt8]] = [
            Array("\"".utf8), Array("99999999999999999999999".utf8), Array("-1".utf8), [0], [0xff],
            Array(",,,,".utf8), Array("\n".utf8), Array("[failed:".utf8), Array("#".utf8),
            Array("9223372036854775807d".utf8), Array("value=<".utf8), Array("\u{301}".utf8),
        ]
        for text in [Self.processes, Self.states, Self.statistics, "Pid: 1\nUptime_sec: 5\n"] {
            for _ in 0..<3_000 {
                var bytes = Array(Array(text.utf8).prefix(random(text.utf8.count) + 1))
                for _ in 0..<random(4) {
                    let place = random(bytes.count)
                    bytes.replaceSubrange(
                        place..<min(place + random(3), bytes.count),
                        with: hostile[random(hostile.count)])
                }
                let text = String(decoding: bytes, as: UTF8.self)
                _ = ProcessInfo(text)
                _ = ProcessList(text)?.isAtLeast(2, 7)
                _ = ServerStates(text)?.servers.map(\.state)
                _ = Statistics(text)?.rows.map { ($0.sessions, $0.limit) }
                _ = CertificateList(text)
                _ = ProxyFrame(reply: text)
            }
        }
    }
}
