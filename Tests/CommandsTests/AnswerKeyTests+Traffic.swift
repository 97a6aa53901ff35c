import Addresses
import Model
import Testing

@testable import Commands

extension AnswerKeyTests {
    @Test("every key of the traffic report is written")
    func traffic() throws {
        var row = TrafficRow(
            "web", server: "web1", .ipvs, place: "10.0.0.11:80", state: "up", active: 1,
            inactive: 2)
        row.rates = TrafficRates(TrafficCounters())
        row.totals = TrafficTotals(TrafficCounters())
        try verify(.report, [TrafficReport([row])])
    }

    @Test("every key of connections is written")
    func connections() throws {
        let endpoint = try #require(Endpoint("10.0.0.11:80"))
        var connection = ClientConnection(
            .ipvs, "tcp", from: endpoint, to: endpoint, at: endpoint, state: "established")
        connection.service = "web"
        connection.server = "web1"
        connection.age = 1
        connection.expires = 2
        let answer = ConnectionsAnswer(
            try ConnectionQuery(), of: ConnectionTable([connection], notes: ["a note"]),
            names: [endpoint.address: "client.example"])
        try verify(.connections, [answer])
    }
}
