import Addresses
import Model
import Testing

/// The connections of the kernel, and queries about them.
@Suite("Connections")
struct ConnectionTests {
    @Test("a line of the kernel is parsed, for both families, and titles are none")
    func line() throws {
        let title =
            "Pro FromIP   FPrt ToIP     TPrt DestIP   DPrt State       Expires PEName PEData"
        #expect(ConnectionLine.connection(in: title) == nil)
        let four = try #require(
            ConnectionLine.connection(
                in: "TCP C0000209 9C40 0A000064 0050 0A00000B 1F90 ESTABLISHED     899"))
        #expect("\(four.client)" == "192.0.2.9:40000")
        #expect(four.listen?.description == "10.0.0.100:80")
        #expect(four.destination?.description == "10.0.0.11:8080" && four.transport == "tcp")
        #expect(four.state == "established" && four.expires == 899)
        let six = try #require(
            ConnectionLine.connection(
                in: "UDP 2001:0db8:0000:0000:0000:0000:0000:0001 0035 "
                    + "2001:0db8:0000:0000:0000:0000:0000:0064 0035 "
                    + "2001:0db8:0000:0000:0000:0000:0000:000b 0035 UDP             10"))
        #expect("\(six.client)" == "[2001:db8::1]:53" && six.transport == "udp")
        let template = try #require(
            ConnectionLine.connection(
                in: "TCP C0000209 0000 0A000064 0050 0A00000B 0050 ASSURED         300"))
        #expect(template.state == ClientConnection.remembered)
        let short = "TCP C0000209 9C40 0A000064 0050 0A00000B 1F90 X"
        for text in ["", "TCP x", short, "\u{1F9E8} a"] {
            #expect(ConnectionLine.connection(in: text) == nil)
        }
    }

    private static func table(_ count: Int) -> [ClientConnection] {
        (0..<count).map { number in
            let address = IPAddress.v4(IPv4Address(rawValue: 0x0a00_0000 + UInt32(number)))
            var connection = ClientConnection(
                number.isMultiple(of: 2) ? .ipvs : .haproxy, "tcp",
                from: Endpoint(address, port: 1000), state: "established")
            connection.service = "s\(number % 3)"
            connection.expires = number % 900
            return connection
        }
    }

    @Test("a query filters, sorts and leafs")
    func query() throws {
        let table = Self.table(100)
        let all = try ConnectionQuery(["size": "30", "page": "4"]).page(of: table.shuffled())
        #expect(all.count == 100 && all.shown.count == 10)
        #expect(all.shown.last == table.last)
        let layer = try ConnectionQuery(["layer": "ipvs", "service": "s1"]).page(of: table)
        #expect(layer.count == table.count { $0.layer == .ipvs && $0.service == "s1" })
        let network = try ConnectionQuery(["client": "10.0.0.0/29"]).page(of: table)
        #expect(network.count == 8)
        #expect(try ConnectionQuery(["client": "10.0.0.7"]).page(of: table).count == 1)
        let late = try ConnectionQuery(["sort": "expires"]).page(of: table)
        #expect(late.shown.first?.expires == 99)
        let first = try ConnectionQuery(["sort": "expires", "order": "reverse"]).page(of: table)
        #expect(first.shown.first?.expires == 0)
        #expect(try ConnectionQuery(["page": "9"]).page(of: table).shown.isEmpty)
    }

    @Test("a wrong field is named, and fields are written as they are read")
    func fields() throws {
        for (name, value) in [
            ("layer", "9"), ("client", "10.0.0.300"), ("page", "0"), ("size", "1001"),
            ("sort", "name"),
        ] {
            #expect(throws: ConnectionQuery.Mistake.self) { try ConnectionQuery([name: value]) }
        }
        let query = try ConnectionQuery([
            "layer": "haproxy", "service": "a", "server": "b", "client": "10.0.0.0/8",
            "state": "OPEN", "sort": "age", "order": "reverse", "page": "3", "size": "7",
            "names": "1",
        ])
        let again = try ConnectionQuery(
            Dictionary(query.fields.map { ($0.name, $0.value) }) { first, _ in first })
        #expect(again == query && query.state == "open")
        #expect(try ConnectionQuery(["layer": ""]).fields.isEmpty)
    }
}
