import Addresses
import Model

/// The verdicts on all servers that are checked, and who waits for the answer to which inquiry.
///
/// Equal inquiries of many services are one probe, whose result goes to all of them.
public struct VerdictBoard: Sendable {
    /// One server of one service.
    public struct Seat: Sendable, Hashable, Codable {
        /// The service.
        public var service: ServiceKey
        /// The server.
        public var endpoint: Endpoint

        /// This server of this service.
        public init(service: ServiceKey, endpoint: Endpoint) {
            self.service = service
            self.endpoint = endpoint
        }
    }

    /// A server whose verdict became another.
    public struct Change: Sendable, Hashable {
        /// Whose.
        public var seat: Seat
        /// From what to what.
        public var transition: VerdictMachine.Transition
    }

    /// Servers by inquiry.
    ///
    /// **Shape:** sorted, never empty.
    public private(set) var seats: [Inquiry: [Seat]] = [:]
    /// What is known of each server.
    public private(set) var machines: [Seat: VerdictMachine] = [:]
    private var checks: [Seat: ServerCheck] = [:]
    /// The place of each server's latest conclusive result among all results; none where its
    /// results answer another question than the one that it is asked now.
    ///
    /// Counted, not timed: a clock that is set must not make an old answer the newest.
    private var places: [Seat: UInt64] = [:]
    private var lastPlace: UInt64 = 0
    /// What an earlier run knew, for servers that have not been followed yet.
    private var remembered: [Seat: VerdictMachine]

    /// A board that begins where an earlier run ended.
    public init(restoring snapshot: Snapshot = Snapshot()) {
        remembered = Dictionary(
            snapshot.entries.map { ($0.seat, $0.machine) }, uniquingKeysWith: { first, _ in first })
    }

    /// All inquiries that are to be put.
    public var inquiries: some Collection<Inquiry> { seats.keys }

    /// What the planner and status are told.
    public var verdicts: Verdicts {
        var verdicts: Verdicts = [:]
        for (seat, machine) in machines {
            verdicts[seat.service, default: [:]][seat.endpoint] = machine.verdict
        }
        return verdicts
    }

    /// What is known of a server, and what its check asks for; nil: it is not checked.
    public func account(of seat: Seat) -> CheckAccount? {
        guard let machine = machines[seat], let check = checks[seat] else { return nil }
        return CheckAccount(machine: machine, check: check)
    }

    /// Whether the server is down for any of those that wait for this answer.
    public func isDown(_ inquiry: Inquiry) -> Bool {
        seats[inquiry, default: []].contains { machines[$0]?.verdict.state == .down }
    }

    /// Whether the verdict of a server with this inquiry is out of date.
    public func isOverdue(_ inquiry: Inquiry) -> Bool {
        seats[inquiry, default: []].contains { machines[$0]?.verdict.isOverdue == true }
    }

    /// Follows another document.
    ///
    /// Servers that stay keep what is known of them, even when they are asked something else now;
    /// those that go are forgotten. A server that comes takes up what an earlier run knew of it
    /// where its check starts with `last`. Else, where others have the answer to what it would be
    /// asked, that is its first result: a second service over the same servers waits for nothing.
    ///
    /// - Parameter time: milliseconds since 1970.
    public mutating func follow(_ spec: Spec, at time: Int64) {
        var kept: [Seat: VerdictMachine] = [:]
        var placesKept: [Seat: UInt64] = [:]
        let checksBefore = checks
        checks = [:]
        seats = [:]
        for service in spec.services {
            for server in service.servers {
                let seat = Seat(service: service.key, endpoint: service.endpoint(of: server))
                guard checks[seat] == nil,
                    let check = service.check(of: server, defaults: spec.health),
                    let inquiry = check.inquiry
                else { continue }
                checks[seat] = check
                seats[inquiry, default: []].append(seat)
                if checksBefore[seat]?.inquiry?.anyInterval == inquiry.anyInterval {
                    placesKept[seat] = places[seat]
                }
                kept[seat] = machines[seat] ?? remembered(seat, check) ?? VerdictMachine(at: time)
            }
        }
        for (inquiry, waiting) in seats where waiting.count > 1 {
            seats[inquiry] = waiting.sorted()
        }
        machines = kept
        places = placesKept
        remembered = [:]
        shareAnswers()
    }

    private mutating func shareAnswers() {
        guard machines.values.contains(where: { $0.verdict.state == .unknown }) else { return }
        var latest: [Inquiry: (seat: Seat, place: UInt64)] = [:]
        for (inquiry, waiting) in seats {
            let question = inquiry.anyInterval
            for seat in waiting {
                guard let place = places[seat], place > latest[question]?.place ?? 0 else {
                    continue
                }
                latest[question] = (seat, place)
            }
        }
        for (inquiry, waiting) in seats {
            guard let known = latest[inquiry.anyInterval],
                let answer = machines[known.seat]?.results.last(where: {
                    $0.outcome != .inconclusive
                })
            else { continue }
            for seat in waiting where machines[seat]?.verdict.state == .unknown {
                guard let check = checks[seat] else { continue }
                _ = machines[seat]?.take(answer, of: check)
                places[seat] = known.place
            }
        }
    }

    /// Takes the result of a probe in for every server that it tells about.
    ///
    /// **Shape:** sorted by server; a result that nobody waits for any more changes nothing.
    public mutating func take(_ result: CheckResult, of inquiry: Inquiry) -> [Change] {
        var changes: [Change] = []
        lastPlace += 1
        for seat in seats[inquiry, default: []] {
            guard let check = checks[seat] else { continue }
            if result.outcome != .inconclusive { places[seat] = lastPlace }
            if let transition = machines[seat]?.take(result, of: check) {
                changes.append(Change(seat: seat, transition: transition))
            }
        }
        return changes
    }

    private func remembered(_ seat: Seat, _ check: ServerCheck) -> VerdictMachine? {
        check.start == .last ? remembered[seat] : nil
    }
}

extension VerdictBoard {
    /// What is kept on disk between two runs.
    public struct Snapshot: Sendable, Hashable, Codable {
        /// One server and what is known of it.
        public struct Entry: Sendable, Hashable, Codable {
            /// Whose.
            public var seat: Seat
            /// What is known.
            public var machine: VerdictMachine
        }

        /// **Shape:** sorted by server.
        public var entries: [Entry]

        /// What the planner is told until the first document is followed.
        public var verdicts: Verdicts {
            entries.reduce(into: [:]) { verdicts, entry in
                let verdict = entry.machine.verdict
                verdicts[entry.seat.service, default: [:]][entry.seat.endpoint] = verdict
            }
        }

        /// What is known of these servers; of none, unless some are given.
        public init(entries: [Entry] = []) {
            self.entries = entries
        }
    }

    /// What another run is to know, without the results, which would make it many times larger;
    /// servers that were never checked are left out.
    ///
    /// Until a document is followed it is what an earlier run knew.
    public var snapshot: Snapshot {
        let known = machines.isEmpty ? remembered : machines
        return Snapshot(
            entries: known.filter { $0.value.verdict.state != .unknown }
                .sorted { $0.key < $1.key }
                .map { Snapshot.Entry(seat: $0.key, machine: $0.value.withoutResults) })
    }
}

extension Inquiry {
    /// The same question, however often it is asked.
    fileprivate var anyInterval: Inquiry {
        var inquiry = self
        (inquiry.interval, inquiry.downInterval) = (.zero, .zero)
        return inquiry
    }
}

extension VerdictBoard.Seat: Comparable {
    /// By service, then server.
    public static func < (left: Self, right: Self) -> Bool {
        left.service == right.service
            ? left.endpoint < right.endpoint : left.service < right.service
    }
}
