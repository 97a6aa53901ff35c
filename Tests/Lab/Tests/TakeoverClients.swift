import Addresses
import LabSupport

/// The clients of a failover, and the servers that answer them.
struct TakeoverClients {
    let masq: Crowd
    let gate: Crowd
    let six: Crowd
    let sticky: Int
    /// The number of open connections.
    let open: Int

    /// The servers by client; nil: none answered.
    struct Servers: CustomStringConvertible {
        let masq: [String?]
        let gate: [String?]
        let six: [String?]
        let sticky: [String?]
        let failures: [String]

        /// The clients that other servers answer, or none.
        func moved(from before: Self) -> Moves {
            func count(_ before: [String?], _ now: [String?]) -> Int {
                zip(before, now).count { $0 != $1 || $1 == nil }
            }
            return Moves(
                masq: count(before.masq, masq), gate: count(before.gate, gate),
                six: count(before.six, six),
                sticky: count(before.sticky, sticky), failures: failures)
        }

        var hasGaps: Bool { (masq + gate + six + sticky).contains(nil) }

        var description: String {
            let all = [masq, gate, six, sticky]
            return "masq, gate, IPv6, sticky: \(all.map { $0.count { $0 != nil } }) of "
                + "\(all.map(\.count)), servers \(all.map { Set($0.compactMap(\.self)) }), "
                + "failed: \(failures)"
        }
    }

    /// The number of clients of each kind that have left their server.
    struct Moves: Equatable {
        var masq = 0
        var gate = 0
        var six = 0
        var sticky = 0
        var failures: [String] = []

        static let none = Moves()
    }

    init(_ count: Int) throws {
        masq = try Crowd(count / 2, to: try at("10.0.0.100"))
        gate = try Crowd(count - count / 2, to: try at("10.0.0.101"), first: count)
        six = try Crowd(max(1, count / 10), to: try at("2001:db8::101"))
        sticky = count / 10
        open = count + max(1, count / 10)
    }

    /// Asks all clients.
    ///
    /// - Parameter sticky: false: no new connections are made. One that is younger than the delay
    ///   of the synchronisation when the role moves is reset.
    func ask(sticky: Bool = true) -> Servers {
        let sources = (0..<(sticky ? self.sticky : 0)).map { Client.address(40_000 + $0) }
        var failures: Set<String> = []
        let begin = ContinuousClock.now
        let open = [masq, gate, six].map { crowd in
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
            masq: open[0], gate: open[1], six: open[2], sticky: again, failures: failures.sorted())
    }
}
