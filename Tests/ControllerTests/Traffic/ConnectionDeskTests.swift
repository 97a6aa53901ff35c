import Addresses
import HAProxy
import Model
import Testing

@testable import Controller

@Suite("Connections of the controller")
struct ConnectionDeskTests {
    @Test("sessions of HAProxy are parsed, and its own question is left out")
    func sessions() {
        let reply = """
            0x5581: proto=tcpv4 src=192.0.2.9:40000 fe=shop be=shop srv=app1 ts=00 epoch=0 \
            age=1h5m calls=2 rate=0 cpu=0 lat=0 rq[f=848202h,i=0,an=00h,rx=,wx=,ax=] exp=
            0x5582: proto=tcpv6 src=2001:db8::1:443 fe=shop:20x be=<NONE> srv=<none> ts=00 \
            epoch=0 age=7s calls=1 rate=1
            0x5583: proto=unix_stream src=unix:1 fe=GLOBAL be=<NONE> srv=<none> ts=00 age=0s
            nonsense

            """
        let sessions = ProxySessions(reply, limit: 10)
        #expect(sessions.connections.count == 2 && !sessions.isCut)
        let first = sessions.connections[0]
        #expect(first.service == "shop" && first.server == "app1" && first.age == 3900)
        #expect(first.state == "open" && "\(first.client)" == "192.0.2.9:40000")
        let second = sessions.connections[1]
        #expect(second.service == "shop x" && second.server == nil && second.state == "waiting")
        #expect("\(second.client)" == "[2001:db8::1]:443")
        #expect(ProxySessions(reply, limit: 1).isCut)
    }

    @Test("a layer that can't be read is a note, and the other one is there")
    func notes() async throws {
        var spec = Spec()
        let listen = try #require(Endpoint("10.0.0.100:80"))
        let server = try #require(Endpoint("10.0.0.11:8080"))
        spec.services = [
            Service(
                name: "web", key: .listen(.tcp, listen),
                servers: [RealServer(name: "web1", address: server.address, port: 8080)])
        ]
        spec.proxies = [Proxy(name: "shop", listen: [listen])]
        let client = try #require(Endpoint("127.0.0.1:1000"))
        let known = ClientConnection(.ipvs, "tcp", from: client, to: listen, at: server, state: "x")
        let (document, table) = (spec, ConnectionTable([known]))
        let desk = ConnectionDesk({ table }, worker: RuntimeSocket(path: "/nowhere")) { document }
        let answer = await desk.answer(to: try ConnectionQuery(["names": "1"]))
        #expect(answer.total == 1 && answer.notes.count == 1)
        #expect(answer.connections[0].service == "web" && answer.connections[0].server == "web1")
        let none = await desk.answer(to: try ConnectionQuery(["service": "other"]))
        #expect(none.matched == 0 && none.total == 1)
    }

    @Test("a query on the socket is read as it was written")
    func request() throws {
        let query = try ConnectionQuery(["service": "a b/ü", "client": "10.0.0.0/8", "page": "2"])
        #expect(ConnectionRequest.query(path: ConnectionRequest.path(of: query)) == query)
        #expect(ConnectionRequest.query(path: "/status") == nil)
        #expect(ConnectionRequest.query(path: "/connections?page=x") == nil)
    }
}
