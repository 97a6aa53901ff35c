import Model

/// A server as the worker and its file have it.
struct RunningServer {
    let state: ServerStates.Server
    let line: ServerLine

    /// Whether it works, as far as is known, and gets connections.
    var isUsable: Bool { state.isUp && state.weight > 0 && state.state == .online }

    /// Its weight as the file should have it: what an agent reports is a share of it.
    var ownWeight: Int {
        line.options.contains("agent-check") && line.weight > 0 ? line.weight : state.weight
    }

    /// Whether it is up because it passed a check, or is not checked.
    ///
    /// HAProxy takes a server for up until its first check has ended.
    var isKnown: Bool { state.isUp && (state.wasChecked || !line.isChecked) }
}
