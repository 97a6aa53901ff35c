import Addresses
import LabSupport

/// The clients of a failover, and the servers that answer them.
struct TakeoverClients {
    let masq: Crowd
    let gate: Crowd
    let sticky: Int

    /// The servers by client; nil: none answered.
    struct Servers: Equatable, CustomStringConvertible {
        let masq: [String?]
        let gate: [String?]
        let sticky: [String?]
        let failures: [String]

        static func == (left: Self, right: Self) -> Bool {
            left.masq == right.masq && left.gate == right.gate && left.sticky == right.sticky
        }

        var hasGaps: Bool { (masq + gate + sticky).contains(nil) }

        var description: String {
            let all = [masq, gate, sticky]
            return "masq, gate, sticky: \(all.map { $0.count { $0 != nil } }) of "
                + "\(all.map(\.count)), servers \(all.map { Set($0.compactMap(\.self)) }), "
                + "failed: \(failures)"
        }
    }

    init(_ count: Int) throws {
        masq = try Crowd(count / 2, to: try at("10.0.0.100"))
        gate = try Crowd(count - count / 2, to: try at("10.0.0.101"), first: count)
        sticky = count / 10
    }

    func ask() -> Servers {
        let sources = (0..<sticky).map { Client.address(40_000 + $0) }
        var failures: Set<String> = []
        let begin = ContinuousClock.now
        let open = [masq, gate].map { crowd in
            let answers = crowd.ask().map { $0?.server }
            failures.formUnion(crowd.failures.map { "\($0.value) \($0.key)" })
            return answers
        }
        let again = sources.map { source -> String? in
            do {
                return try Client().ask(try at("10.0.0.100", port: 443), from: source).server
            } catch {
                failures.insert("\(error)")
                return nil
            }
        }
        print("takeover: asked all clients in \(ContinuousClock.now - begin)")
        return Servers(
            masq: open[0], gate: open[1], sticky: again, failures: failures.sorted())
    }
}
