import Addresses
import Model

/// The verdicts of all checked servers, and the servers of each inquiry.
///
/// Equal inquiries of several services are one probe, whose result applies to all of them.
public struct VerdictBoard: Sendable {
    /// A server of a service.
    public struct Seat: Sendable, Hashable, Codable {
        /// The service.
        public var service: ServiceKey
        /// The server.
        public var endpoint: Endpoint

        /// Creates the key of a server.
        public init(service: ServiceKey, endpoint: Endpoint) {
            self.service = service
            self.endpoint = endpoint
        }
    }

    /// A changed verdict.
    public struct Change: Sendable, Hashable {
        /// The server.
        public var seat: Seat
        /// The old and the new verdict.
        public var transition: VerdictMachine.Transition
    }

    /// Servers by inquiry.
    ///
    /// **Shape:** sorted, never empty.
    public private(set) var seats: [Inquiry: [Seat]] = [:]
    /// State of each server.
    public private(set) var machines: [Seat: VerdictMachine] = [:]
    private var checks: [Seat: ServerCheck] = [:]
    /// The number of each server's latest conclusive result among all results; absent if its
    /// results belong to an earlier inquiry.
    ///
    /// Counted, not timed: setting the clock must not make an old result the newest.
    private var places: [Seat: UInt64] = [:]
    private var lastPlace: UInt64 = 0
    /// State of an earlier run, for servers that are not followed yet.
    private var remembered: [Seat: VerdictMachine]
    /// The verdicts for the planner: a change of one server replaces the verdicts of its service
    /// alone, so that others share their storage with an earlier copy.
    ///
    /// Newer reasons and counts of verdicts that mean the same are in ``verdicts`` only.
    public private(set) var published: Verdicts = [:]
    /// Servers whose state has changed since ``takeUnsaved()``.
    private var unsaved: Set<Seat> = []

    /// Creates a board with the state of an earlier run.
    public init(restoring snapshot: Snapshot = Snapshot()) {
        remembered = Dictionary(
            snapshot.entries.map { ($0.seat, $0.machine) }, uniquingKeysWith: { first, _ in first })
    }

    /// All inquiries to make.
    public var inquiries: some Collection<Inquiry> { seats.keys }

    /// The verdicts for status, with the latest reasons and counts.
    public var verdicts: Verdicts {
        var verdicts: Verdicts = [:]
        for (seat, machine) in machines {
            verdicts[seat.service, default: [:]][seat.endpoint] = machine.verdict
        }
        return verdicts
    }

    /// The verdicts of some services, with the latest reasons and counts.
    public func verdicts(of keys: Set<ServiceKey>) -> Verdicts {
        keys.reduce(into: [:]) { verdicts, key in
            guard let servers = published[key] else { return }
            verdicts[key] = servers.reduce(into: [:]) { latest, server in
                let seat = Seat(service: key, endpoint: server.key)
                latest[server.key] = machines[seat]?.verdict ?? server.value
            }
        }
    }

    /// The checks of a server; nil: it is not checked.
    public func record(of seat: Seat) -> CheckRecord? {
        guard let machine = machines[seat], let check = checks[seat] else { return nil }
        return CheckRecord(
            of: check, verdict: machine.verdict, contradictions: machine.contradictions,
            passesNeeded: machine.passesNeeded(by: check), results: machine.results)
    }

    /// Whether any server of this inquiry is down.
    public func isDown(_ inquiry: Inquiry) -> Bool {
        seats[inquiry, default: []].contains { machines[$0]?.verdict.state == .down }
    }

    /// Whether the verdict of a server of this inquiry is out of date.
    public func isOverdue(_ inquiry: Inquiry) -> Bool {
        seats[inquiry, default: []].contains { machines[$0]?.verdict.isOverdue == true }
    }

    /// Follows another document.
    ///
    /// Remaining servers keep their state, even if their inquiry is another one now; removed
    /// servers are forgotten. A new server gets its state of an earlier run if its check starts
    /// with `last`. Otherwise, if another server has the result of the same question, that is its
    /// first result: a second service with the same servers need not wait.
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
        let all = verdicts
        published = all.reduce(into: [:]) { kept, service in
            let before = published[service.key]
            kept[service.key] = before == service.value ? before : service.value
        }
        unsaved.formIntersection(kept.keys)
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

    /// Applies the result of an inquiry to all of its servers.
    ///
    /// **Shape:** sorted by server; the result of a removed inquiry changes nothing.
    public mutating func take(_ result: CheckResult, of inquiry: Inquiry) -> [Change] {
        var changes: [Change] = []
        lastPlace += 1
        for seat in seats[inquiry, default: []] {
            guard let check = checks[seat] else { continue }
            if result.outcome != .inconclusive { places[seat] = lastPlace }
            let wasOverdue = machines[seat]?.verdict.isOverdue == true
            let transition = machines[seat]?.take(result, of: check)
            if let transition { changes.append(Change(seat: seat, transition: transition)) }
            guard let verdict = machines[seat]?.verdict,
                transition != nil || verdict.isOverdue != wasOverdue
            else { continue }
            published[seat.service, default: [:]][seat.endpoint] = verdict
            unsaved.insert(seat)
        }
        return changes
    }

    /// The state of servers that has changed since the last call, and is still checked.
    public mutating func takeUnsaved() -> Snapshot {
        defer { unsaved = [] }
        return Snapshot(
            entries: unsaved.sorted().compactMap { seat in
                machines[seat].map { Snapshot.Entry(seat: seat, machine: $0.withoutResults) }
            })
    }

    private func remembered(_ seat: Seat, _ check: ServerCheck) -> VerdictMachine? {
        check.start == .last ? remembered[seat] : nil
    }
}

extension VerdictBoard {
    /// The state on disk between two runs.
    public struct Snapshot: Sendable, Hashable, Codable {
        /// A server and its state.
        public struct Entry: Sendable, Hashable, Codable {
            /// The server.
            public var seat: Seat
            /// The state.
            public var machine: VerdictMachine
        }

        /// **Shape:** sorted by server.
        public var entries: [Entry]

        /// The verdicts for the planner before the first document is followed.
        public var verdicts: Verdicts {
            entries.reduce(into: [:]) { verdicts, entry in
                let verdict = entry.machine.verdict
                verdicts[entry.seat.service, default: [:]][entry.seat.endpoint] = verdict
            }
        }

        /// Creates a snapshot, empty by default.
        public init(entries: [Entry] = []) {
            self.entries = entries
        }
    }

    /// The state for a later run, without the results, which would make it many times larger;
    /// servers without a result are omitted.
    ///
    /// Before a document is followed it is the state of the earlier run.
    public var snapshot: Snapshot {
        let known = machines.isEmpty ? remembered : machines
        return Snapshot(
            entries: known.filter { $0.value.verdict.state != .unknown }
                .sorted { $0.key < $1.key }
                .map { Snapshot.Entry(seat: $0.key, machine: $0.value.withoutResults) })
    }
}

extension Inquiry {
    /// A copy without the interval: the same question.
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
