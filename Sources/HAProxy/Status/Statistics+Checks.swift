import Model

extension Statistics.Row {
    /// Whether the check of the server passes; nil: the server is not checked.
    var isUp: Bool? {
        if status.hasPrefix("UP") || status.hasPrefix("NOLB") { return true }
        if status.hasPrefix("DOWN") { return false }
        return nil
    }

    /// The latest check.
    var check: ProxyCheckStatus? {
        guard !checkStatus.isEmpty, !checkStatus.hasPrefix("INI") else { return nil }
        return ProxyCheckStatus(
            status: checkStatus.hasPrefix("* ") ? String(checkStatus.dropFirst(2)) : checkStatus,
            text: checkText.isEmpty ? nil : checkText, code: checkCode, duration: checkDuration,
            lastChange: lastChange)
    }
}
