/// A connection synchronisation daemon: its desired and its observed state.
public struct SyncDaemonStatus: Sendable, Hashable, Codable {
    /// The direction of its messages.
    public var state: SyncDaemon.State
    /// The desired settings; nil: none.
    public var want: SyncDaemon.Settings?
    /// The observed settings; nil: not running.
    public var got: SyncDaemon.Settings?
    /// Whether the running daemon belongs to another program.
    public var isForeign: Bool

    /// The reason that no message can pass: "there is no interface eth1"; nil: none.
    public var fault: String?

    /// Creates a status.
    public init(
        state: SyncDaemon.State, want: SyncDaemon.Settings?, got: SyncDaemon.Settings?,
        isForeign: Bool = false, fault: String? = nil
    ) {
        self.fault = fault
        self.state = state
        self.want = want
        self.got = got
        self.isForeign = isForeign
    }

    /// Whether the kernel agrees with the document.
    public var isFulfilled: Bool {
        guard let want else { return got == nil || isForeign }
        if fault != nil { return false }
        return SyncDaemon(state: state, settings: want)
            .isFulfilled(by: got.map { SyncDaemon(state: state, settings: $0) })
    }

    /// The daemon and its progress in one line: "sync daemon master: runs on eth1, id 7, to
    /// 224.0.0.81:8848".
    public var line: String {
        let name = "sync daemon \(state.rawValue)"
        if let fault, want != nil { return "\(name): \(fault)" }
        switch (want, got) {
        case (let want?, nil):
            return "\(name): does not run, wanted on \(want.texts.joined(separator: ", "))"
        case (let want?, let got?) where !isFulfilled:
            return "\(name): runs otherwise, \(want.changes(from: got).joined(separator: ", "))"
        case (_?, let got?):
            return "\(name): runs on \(got.texts.joined(separator: ", "))"
        case (nil, let got?):
            let place = got.texts.joined(separator: ", ")
            return isForeign ? "\(name): of another program, on \(place)" : "\(name): is stopped"
        case (nil, nil): return "\(name): does not run"
        }
    }
}
