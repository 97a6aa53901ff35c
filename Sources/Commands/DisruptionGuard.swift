import ArgumentParser
import Controller
import HAProxy
import Model
import Planning
import Proxies
import Reconciliation

/// The refusal of plans that may reset connections or cut the administrator's session.
struct DisruptionGuard {
    /// Whether the command line allows such steps.
    let isAllowed: Bool
    /// Whether the edit is undone unless it is confirmed in a new session.
    let isUndone: Bool

    /// Stops if the plan may reset connections, or cut a session that is not known to be admitted.
    ///
    /// The end of a drain is no disruption: the document has set its time.
    ///
    /// - Parameter isAdmitted: whether the rules of the document admit the session of the command.
    func require(_ plan: Plan, isAdmitted: Bool) throws {
        guard !isAllowed else { return }
        let steps = plan.steps.filter { step in
            switch step.risk {
            case .mayReset:
                if case .ipvs(.removeDestination) = step { false } else { true }
            case .cutsSession:
                // The session is known to depend on this part of the network.
                if case .network = step { !isUndone } else { !isUndone && !isAdmitted }
            case .hitless, .drains, .movesAddress, .routes, .restartsWorker: false
            }
        }
        guard !steps.isEmpty else { return }
        standardError("error: the plan may disrupt connections or the administrator's session:")
        for step in steps { standardError("  \(step) (\(step.risk.rawValue))") }
        let command = "with --allow-disruption"
        standardError(
            isUndone
                ? "hint: if that is meant, \(command)"
                : "hint: if that is meant, \(command), or with --confirm 60s for one that only may"
                    + " cut the session")
        throw ExitCode(1)
    }

    /// Plans a document as the running controller does, and stops before a plan that may disrupt.
    ///
    /// An edit that the controller undoes without a confirmation may cut the session.
    func requireHarmless(
        _ reading: DocumentReading, at path: String, _ host: HostOptions
    ) async throws {
        guard !isAllowed, let spec = reading.spec else { return }
        let session = AdminSession.current
        let confirmed = DirectChanges(state: host.state, document: path).earlier
        let former = confirmed.flatMap {
            DocumentReading(path: path, bytes: $0, allowsPrivileged: true).spec
        }
        // As the controller judges the edit.
        let access = AdminAccess.live
        let time =
            former.map { Safety.confirmationTime(from: $0, to: spec, for: access) }
            ?? Safety.confirmationTime(ofFirst: spec, for: access)
        let known = await host.daemon.knowledge()
        let listening = host.place.proxies(of: path, identity: host.identity).worker.listeners
        var target = try HostSession(host, known, listening: listening)
        let plan = try stopping { try target.look(for: spec).plan }
        // The confirmed document is in force again at the end of the time in any case.
        let returns = isUndone || time != nil || confirmed == reading.bytes
        try DisruptionGuard(isAllowed: false, isUndone: returns)
            .require(plan, isAdmitted: session.map { $0.obstacle(in: spec) == nil } ?? false)
    }
}
