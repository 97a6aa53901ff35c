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

    /// Whether the latest agent check got no answer, or none has ended.
    ///
    /// Source: HAProxy's management manual, 9.1, `agent_status`.
    var isAgentSilent: Bool {
        guard let agentStatus else { return false }
        let word = agentStatus.hasPrefix("* ") ? String(agentStatus.dropFirst(2)) : agentStatus
        let silence = ["UNK", "INI", "SOCKERR", "L4TOUT", "L4CON", "L6", "L7TOUT", "L7RSP"]
        return word.isEmpty || silence.contains { word.hasPrefix($0) }
    }

    /// HAProxy's keyword of the latest check, without the `*` of a running check.
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

    /// The latest check, or the agent's answer that took the server out.
    var check: ProxyCheckStatus? {
        if status.hasPrefix("DOWN (agent)") {
            // "via agent : down (disk full)"
            let words = agentText.split(separator: " : ", maxSplits: 1).last.map(String.init)
            return ProxyCheckStatus(
                status: agentStatus ?? "L7STS", text: "its agent reports \(words ?? "down")",
                lastChange: lastChange)
        }
        guard !checkStatus.isEmpty, !awaitsCheck else { return nil }
        return ProxyCheckStatus(
            status: word,
            text: checkText.isEmpty ? nil : checkText, code: checkCode, duration: checkDuration,
            lastChange: lastChange)
    }
}
