import Addresses
import Model

/// Repeated announcements, because a single frame may be lost: a pure state machine.
public struct Announcements: Sendable {
    /// The delays of the repetitions.
    ///
    /// **Unit:** milliseconds after the first.
    public static let delays: [Int64] = [1_000, 5_000]

    private var due: [InterfaceAddress: [Moment]] = [:]

    /// Schedules repetitions for new announcements.
    mutating func record(_ outcomes: [Outcome], at now: Moment) {
        for outcome in outcomes where outcome.result == .done {
            guard case .address(.announce(let address)) = outcome.step else { continue }
            due[address] = Self.delays.map { Moment(milliseconds: now.milliseconds + $0) }
        }
    }

    /// Returns the due repetitions of addresses that are present and desired, and removes others.
    mutating func take(for pass: Pass) -> [Step] {
        guard pass.observed.scope.covers(.address), !due.isEmpty else { return [] }
        let wanted = Set((pass.desired.addresses ?? []).map(\.place))
        due = due.filter { address, _ in
            wanted.contains(address.place) && pass.observed.addresses[address] != nil
        }
        var steps: [Step] = []
        for address in due.keys.sorted() {
            guard let moments = due[address] else { continue }
            let rest = moments.filter { $0 > pass.desired.now }
            if rest.count < moments.count { steps.append(.address(.announce(address))) }
            due[address] = rest.isEmpty ? nil : rest
        }
        return steps.filter { !pass.plan.steps.contains($0) }
    }

    /// Returns announcements of desired addresses whose link has recovered since the last look.
    static func afterLinkLoss(_ pass: Pass, since last: Observed) -> [Step] {
        let observed = pass.observed
        let returned = last.silentInterfaces.keys.filter { interface in
            observed.interfaces.contains(interface)
                && observed.silentInterfaces[interface] == nil
                && !observed.muteInterfaces.contains(interface)
        }
        guard observed.scope.covers(.address), !returned.isEmpty else { return [] }
        let wanted = Set((pass.desired.addresses ?? []).map(\.place))
        return observed.addresses.keys
            .filter { wanted.contains($0.place) && returned.contains($0.interface) }
            .sorted().map { .address(.announce($0)) }
            .filter { !pass.plan.steps.contains($0) }
    }

    /// When the next repetition is due, after this moment; nil: none is.
    func next(after moment: Moment) -> Moment? {
        due.values.joined().filter { $0 > moment }.min()
    }
}
