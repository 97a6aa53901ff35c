import Document
import Files
import Model
import Planning

extension ChangeGate {
    /// Begins an edit of which one service is in force first, or refuses it.
    ///
    /// - Parameter demanded: the time for a confirmation that the edit needs by itself; nil: it
    ///   needs none.
    func begin(
        _ request: CanaryRequest, of edit: Point, _ announcement: ChangeAnnouncement,
        demanded: Duration?
    ) -> Decision {
        guard changes.unconfirmed == nil else {
            return .withhold([
                Diagnostic(
                    .canaryRefused, at: DocumentPath(),
                    "\(request.service) can't be a canary: an edit awaits its confirmation",
                    hint: "run \"ballast confirm\", and try again")
            ])
        }
        var run = CanaryRun(
            request, confirmation: announcement.time, begun: changes.clock())
        run.failure = objection(to: request, of: edit, demanded: demanded)
        run.isRefused = run.failure == nil ? nil : true
        var change = UnconfirmedChange(
            of: path, from: confirmed?.bytes ?? [], to: edit.bytes, isOwn: announcement.isOwn,
            within: request.pause)
        change.canary = run
        if run.failure == nil { changes.begin(change) } else { changes.refuse(change) }
        return .wait
    }

    private func objection(
        to request: CanaryRequest, of edit: Point, demanded: Duration?
    ) -> String? {
        guard let confirmed else { return "no document is in force before it" }
        if let reason = Canary(request.service).objection(from: confirmed.spec, to: edit.spec) {
            return reason
        }
        return demanded.map { _ in
            "an administrator may lose the way in, so the edit must be confirmed: use --confirm"
        }
    }

    /// Decides about an edit while another one has a canary.
    ///
    /// Changes of servers are made in both documents, and the canary continues. Any other edit
    /// takes it back, and is then judged against the confirmed document.
    mutating func decide(
        _ edit: Point, beside change: UnconfirmedChange, _ read: ([UInt8]) -> Point?
    ) -> Decision {
        guard change.canary?.failure == nil,
            changes.announcement(of: edit.bytes)?.canary == nil, !changes.isReplicated(edit.bytes),
            let former = read(Array(change.text.utf8)),
            let operations = ServerOperation.differing(from: former.spec, to: edit.spec),
            changes.canary != nil
        else {
            changes.replaceCanary()
            return .wait
        }
        var earlier = Array(change.earlier.utf8)
        if let point = Self.point(earlier, after: operations, read) {
            confirmed = point
            earlier = point.bytes
        }
        changes.begin(change.with(earlier: earlier, text: edit.bytes))
        return .wait
    }
}
