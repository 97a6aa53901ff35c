import Addresses
import Model

/// The servers that stay in a backend, and those that it waits for.
///
/// A server of the backend is proven if it has passed a check and got connections before the
/// handover, or has passed two more checks since it came up. Until a wanted server is proven,
///
/// - servers that get connections and are not wanted stay;
/// - so do wanted ones that are taken out by weight or state, where the same edit adds a server;
/// - a server that stays once, stays until then, though it fails meanwhile, and though all wanted
///   servers are taken out.
struct BackendHandover {
    /// A server that stays.
    struct Staying {
        let server: RunningServer
        /// Whether the document has it, with another weight or state.
        let isInPlace: Bool
    }

    /// Wanted servers that should get connections.
    let awaited: [BackendServer]
    /// Names of all wanted servers.
    let names: Set<String>
    /// The servers that stay; empty: a wanted server is proven, or none is wanted.
    private(set) var staying: [Staying] = []
    /// Awaited servers that the worker does not have yet, or not as they are wanted.
    private(set) var fresh: [BackendServer] = []
    /// Awaited servers that HAProxy does not check, and that get connections already.
    private(set) var serving: Set<String> = []

    /// Whether no awaited server is proven.
    private(set) var isOpen = false

    /// Whether a server that stays is known to work.
    var isServed: Bool { staying.contains(where: \.server.isKnown) }

    /// Whether a wanted server that is known to work gets connections.
    private(set) var isSettled = false

    /// - Parameters:
    ///   - all: the wanted servers of the backend.
    ///   - running: the servers of the backend that answered before.
    ///   - proofs: the results of Ballast's own checks.
    init(_ all: [BackendServer], _ running: [RunningServer], _ proofs: ServerProofs) {
        let wanted = all.filter { $0.name != BackendServer.fallback }
        names = Set(wanted.map(\.name))
        // One that Ballast's check finds down is in maintenance, and awaited all the same.
        awaited = wanted.filter {
            ($0.state == .online || proofs.down.contains($0.place)) && $0.weight > 0
        }
        let running = running.filter { $0.state.name != BackendServer.fallback }
        let places = Dictionary(grouping: wanted, by: \.manner)
        guard !awaited.isEmpty else {
            // The servers that were taken out carried nothing.
            guard !wanted.isEmpty else { return }
            staying = running.filter {
                $0.line.isHeld && $0.state.state == .online && places[$0.line.manner] == nil
            }.map { Staying(server: $0, isInPlace: false) }
            isOpen = !staying.isEmpty
            return
        }
        let found = Dictionary(grouping: running, by: \.line.manner)
        for server in awaited {
            let same = (found[server.manner] ?? []).filter { $0.state.name == server.name }
            if !server.isChecked, same.contains(where: \.isUsable) { serving.insert(server.name) }
            if same.isEmpty { fresh.append(server) }
        }
        isSettled = awaited.contains { server in
            (found[server.manner] ?? []).contains { $0.isUsable && $0.isKnown }
        }
        let isUnderWay = running.contains(where: \.line.isHeld)
        let isProven = awaited.contains { server in
            Self.isProven(server, found[server.manner] ?? [], proofs, isUnderWay: isUnderWay)
        }
        guard !isProven else { return }
        isOpen = true
        let isReplaced = awaited.contains { server in
            !proofs.down.contains(server.place)
                && !(found[server.manner] ?? []).contains {
                    $0.state.weight > 0 && $0.state.state == .online
                }
        }
        let isAwaited = Set(awaited.map(\.name))
        for server in running where server.state.state == .online {
            let same = places[server.line.manner] ?? []
            guard same.allSatisfy({ !isAwaited.contains($0.name) }) else { continue }
            let mayStay = same.isEmpty || isReplaced
            guard server.line.isHeld || mayStay && server.isUsable else { continue }
            let isInPlace = same.contains { $0.name == server.state.name }
            staying.append(Staying(server: server, isInPlace: isInPlace))
        }
        // One that has not been checked is no help where another one is known to work.
        if staying.contains(where: \.server.isKnown) {
            staying.removeAll { !$0.server.isKnown && !$0.server.line.isHeld }
        }
    }

    static func isProven(
        _ server: BackendServer, _ running: [RunningServer], _ proofs: ServerProofs,
        isUnderWay: Bool
    ) -> Bool {
        if proofs.proven.contains(server.place) { return true }
        if proofs.unproven.contains(server.place) { return false }
        // A server that is not checked counts as up.
        guard server.isChecked else { return true }
        return running.contains {
            $0.isKnown && $0.state.state == .online
                && ($0.line.isHeld || $0.state.age >= server.trial
                    || !isUnderWay && $0.state.weight > 0)
        }
    }
}
