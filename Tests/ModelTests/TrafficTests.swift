import Model
import Testing

/// The traffic report.
@Suite("Traffic")
struct TrafficTests {
    private static var rows: [TrafficRow] {
        var rows = [
            TrafficRow("b", .ipvs, place: "tcp 10.0.0.1:80", state: "up", active: 5, inactive: 1),
            TrafficRow(
                "b", server: "b,1", .ipvs, place: "x", state: "=1+1", active: 9, inactive: 0),
            TrafficRow("a", .haproxy, place: "y", state: "down", active: 7, inactive: 0),
        ]
        rows[0].totals = TrafficTotals(connections: .max, bytesIn: 1, bytesOut: 2)
        rows[2].rates.bytesIn = 12.5
        return rows
    }

    private static func names(_ query: [String: String]) -> [String] {
        TrafficChoice(query).rows(of: rows).map(\.name)
    }

    @Test("rows are filtered and sorted, unknown values last")
    func choice() {
        #expect(Self.names([:]) == ["b", "b/b,1", "a"])
        #expect(Self.names(["sort": "name"]) == ["a", "b", "b/b,1"])
        #expect(Self.names(["sort": "active"]) == ["b/b,1", "a", "b"])
        #expect(Self.names(["sort": "active", "order": "reverse"]) == ["b", "a", "b/b,1"])
        #expect(Self.names(["sort": "bytesInRate"]).first == "a")
        #expect(Self.names(["layer": "haproxy"]) == ["a"])
        #expect(Self.names(["level": "servers"]) == ["b/b,1"])
        #expect(Self.names(["find": "DOWN"]) == ["a"])
        #expect(Self.names(["sort": "nonsense", "layer": "x"]).count == 3)
    }

    @Test("an export has all digits, and nothing that a spreadsheet computes")
    func csv() {
        let lines = TrafficReport(Self.rows).csv.split(separator: "\r\n").map(String.init)
        #expect(lines.count == 4 && lines[0].hasPrefix("service,server,layer,address,state,active"))
        #expect(lines[1].contains(",18446744073709551615,1,2,,"))
        #expect(lines[2].hasPrefix("b,\"b,1\",ipvs,x,'=1+1,9.0,0.0,,"))
        let commas = lines.map { $0.count { $0 == "," } }
        #expect(commas == [16, 16, 17, 16], "\(commas)")
    }
}
