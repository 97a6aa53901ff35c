import Files
import Glibc
import Model

/// An edit that is undone unless it is confirmed in time: `unconfirmed.json` in the state
/// directory.
package struct UnconfirmedChange: Sendable, Hashable, Codable {
    /// The file of the document.
    package let path: String
    /// The last confirmed document, which is in force again without a confirmation; empty: there
    /// was none, so the edited one is in force without its firewall.
    package let earlier: String
    /// The edited document.
    package let text: String
    /// Whether Ballast has written the edited file, and so writes the earlier one back.
    package let isOwn: Bool
    /// Whether `ballast apply` applies the edit without a controller; nil: no.
    package let isDirect: Bool?
    /// The time of the edit.
    ///
    /// **Unit:** milliseconds since 1970.
    package private(set) var begun: Int64
    /// The time of the edit since boot.
    package private(set) var moment: Moment
    /// The identity of the boot; nil: unknown.
    private var boot: String?
    /// The time for the confirmation.
    ///
    /// **Unit:** milliseconds.
    package private(set) var time: Int64
    /// The time since boot at which the host had all of the edit; nil: it has not.
    ///
    /// A session that began later shows that the edit admits an administrator.
    private var applied: Moment?
    /// The service that is in force first; nil: all of the edit is.
    ///
    /// The time is then that of its step, at the end of which it is judged.
    package var canary: CanaryRun?
    /// The end of its canary in words, if it has passed; nil: it had none, or is running.
    var passed: String?
    /// The reason for which its record is lost, so that it is undone; nil: it is not.
    var loss: String?

    /// Creates an edit that begins now.
    package init(
        of path: String, from earlier: [UInt8], to text: [UInt8], isOwn: Bool,
        within time: Duration, isDirect: Bool = false
    ) {
        self.isDirect = isDirect ? true : nil
        self.path = path
        self.earlier = String(decoding: earlier, as: UTF8.self)
        self.text = String(decoding: text, as: UTF8.self)
        self.isOwn = isOwn
        begun = wallClock()
        moment = bootClock()
        boot = bootIdentity()
        self.time = time.wholeMilliseconds
    }

    /// The time that is left for the confirmation; not above 0: it is over.
    ///
    /// **Unit:** milliseconds.
    package var remaining: Int64 {
        remaining(wall: wallClock(), moment: bootClock(), boot: bootIdentity())
    }

    /// Returns the time that is left.
    ///
    /// During one boot the time since boot counts, so that a clock that is set changes nothing.
    /// After a restart of the host only the wall clock can count; if it was set back, the whole
    /// time at most is left.
    func remaining(wall: Int64, moment now: Moment, boot current: String?) -> Int64 {
        if let boot, boot == current { return time - (now.milliseconds - moment.milliseconds) }
        return min(time, time - (wall - begun))
    }

    /// The edit with the time since this boot: after a restart of the host, the rest of its time
    /// begins now, so that it ends whatever the wall clock is.
    var resumed: UnconfirmedChange {
        guard remaining > 0, boot == nil || boot != bootIdentity() else { return self }
        var change = UnconfirmedChange(
            of: path, from: Array(earlier.utf8), to: Array(text.utf8), isOwn: isOwn,
            within: .milliseconds(remaining), isDirect: isDirect == true)
        (change.canary, change.passed) = (canary, passed)
        return change
    }

    /// A later edit before the confirmation, which is not undone later than this one.
    ///
    /// - Parameters:
    ///   - earlier: the document to which it returns; nil: that of this edit.
    ///   - time: the time that it demands itself.
    func continued(
        by text: [UInt8], from earlier: [UInt8]? = nil, isOwn: Bool, within time: Duration
    ) -> UnconfirmedChange {
        var next = UnconfirmedChange(
            of: path, from: earlier ?? Array(self.earlier.utf8), to: text, isOwn: isOwn,
            within: time)
        guard remaining < next.time else { return next }
        (next.begun, next.moment, next.boot, next.time) = (begun, moment, boot, self.time)
        return next
    }

    /// Returns the edit at a step of its canary that begins now.
    func with(canary: CanaryRun) -> UnconfirmedChange {
        var change = UnconfirmedChange(
            of: path, from: Array(earlier.utf8), to: Array(text.utf8), isOwn: isOwn,
            within: .milliseconds(canary.pause))
        change.canary = canary
        return change
    }

    /// Returns the edit with other texts, at the same step of its canary.
    func with(earlier: [UInt8], text: [UInt8]) -> UnconfirmedChange {
        var change = UnconfirmedChange(
            of: path, from: earlier, to: text, isOwn: isOwn, within: .milliseconds(time))
        (change.begun, change.moment, change.boot) = (begun, moment, boot)
        change.canary = canary
        return change
    }

    /// Whether there was no document before the edit.
    package var isFirst: Bool { earlier.isEmpty }

    /// The time at which the host had all of the edit in this boot; nil: it has not.
    package var proven: Moment? { boot != nil && boot == bootIdentity() ? applied : nil }

    /// Returns the edit with the time at which the host had all of it.
    package func with(applied: Moment?) -> UnconfirmedChange {
        var change = self
        change.applied = applied
        return change
    }

    /// The end of the time by the wall clock.
    ///
    /// **Unit:** milliseconds since 1970.
    package var deadline: Int64 { wallClock() + remaining }

    /// Whether this text is the edited document.
    package func isOf(_ bytes: [UInt8]) -> Bool { text.utf8.elementsEqual(bytes) }

    /// Removes a stored edit, and returns when that is on disk.
    static func remove(_ path: String) {
        unlink(path)
        syncDirectory(PathName.directory(of: path))
    }

    /// Returns the store of an edit that was confirmed, until its text is stored as such.
    package static func confirmed(in state: String) -> JSONStore<UnconfirmedChange> {
        JSONStore("unconfirmed-confirmed", in: state, title: "confirmed edit", limit: 128 << 20)
    }

    /// Returns the store of unconfirmed edits.
    package static func store(in state: String) -> JSONStore<UnconfirmedChange> {
        JSONStore("unconfirmed", in: state, title: "unconfirmed edit", limit: 128 << 20)
    }
}
