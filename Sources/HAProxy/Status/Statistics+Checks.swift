import Model

extension Statistics.Row {
    /// Whether the check of the server passes; nil: the server is not checked.
    var isUp: Bool? {
        if status.hasPrefix("UP") || status.hasPrefix("NOLB") { return true }
        if status.hasPrefix("DOWN") { return false }
        return nil
    }

    /// Whether the operator has taken the server out.
    var isTakenOut: Bool { status.hasPrefix("MAINT") || status.hasPrefix("DRAIN") }

    /// HAProxy's keyword of the latest check, without the `*` that marks a running check.
    private var word: String {
        checkStatus.hasPrefix("* ") ? String(checkStatus.dropFirst(2)) : checkStatus
    }

    /// Whether the server is checked and its first check is still running.
    var awaitsCheck: Bool { word.hasPrefix("INI") }

    /// Whether the server is down because of a check or its agent.
    var hasFailed: Bool {
        guard isUp == false, !awaitsCheck else { return false }
        return status.contains("agent") || !word.hasSuffix("OK") && !word.hasSuffix("OKC")
    }

    /// The latest check.
    var check: ProxyCheckStatus? {
        guard !checkStatus.isEmpty, !awaitsCheck else { return nil }
        return ProxyCheckStatus(
            status: word,
            text: checkText.isEmpty ? nil : checkText, code: checkCode, duration: checkDuration,
            lastChange: lastChange)
    }
}
