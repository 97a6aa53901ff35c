import Addresses
import Foundation
import Health
import Model
import TestThreads
import Testing

@testable import Commands
@testable import Controller
@testable import Files

@Suite("Explaining feedback", .ownThreads)
struct FeedbackTextTests {
    private static let endpoint = Endpoint(.v4(IPv4Address(rawValue: 0x0a00_010b)), port: 80)
    private static let key = ServiceKey.listen(
        .tcp, Endpoint(.v4(IPv4Address(rawValue: 0x0a00_0064)), port: 80))

    private static func status(_ reading: FeedbackReading?) -> ServerStatus {
        var status = ServerStatus(
            name: "web1", endpoint: endpoint, state: .online,
            want: Destination(endpoint: endpoint, weight: 9),
            got: Destination(endpoint: endpoint, weight: 9), connections: ConnectionCounts(),
            reason: nil)
        status.feedback = reading
        return status
    }

    @Test("explain shows whom it asks, and raw, smoothed and applied, on 80 columns")
    func server() throws {
        let reading = FeedbackReading(
            idle: .init(raw: 95, smoothed: 92, applied: 90), wish: .drain, limit: 30, missed: 2,
            reason: "connect: expected a connection, saw connection refused (ECONNREFUSED)",
            answered: 1_795_425_840_000)
        let explanation = ExplainedServer(
            service: Self.key,
            server: ServerExplanation(
                status: Self.status(reading),
                terms: [WeightTerm(.document, 1, "weight 1"), WeightTerm(.feedback, 9, "idle")]),
            fallback: nil, check: nil,
            feedback: ServerFeedback(Feedback(.agent), of: Self.endpoint.address))
        let lines = ServerText("web/web1", explanation, Layout(width: 80, now: 1_795_425_850_000))
            .lines(changes: [])
        #expect(lines.allSatisfy { $0.count <= 80 }, "\(lines)")
        for line in [
            "weight    9 = 1 x 9, as in the kernel", "          x 9  idle",
            "feedback  agent at 10.0.1.11:3333, every 2.0 s",
            "          idle 95 % raw, 92 % smoothed, 90 % applied, reports drain, takes 30",
            "          connections, missed 2 polls in a row, answered 10 s ago: connect:",
        ] {
            #expect(lines.contains(line), "\(line)\nin\n\(lines.joined(separator: "\n"))")
        }
        let back = try JSONDecoder().decode(
            ExplainedServer.self, from: Data(try jsonText(explanation).utf8))
        #expect(back.feedback == explanation.feedback)
        #expect(back.server.status.feedback == reading)
    }
}
