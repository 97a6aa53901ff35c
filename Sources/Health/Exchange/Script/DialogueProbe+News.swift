import Model

extension DialogueProbe {
    /// NNTP: greeting, AUTHINFO, GROUP, QUIT.
    ///
    /// Source: RFC 3977 sections 5.1, 5.4 and 6.1.1, RFC 4643 section 2.3.
    var nntp: ScriptExchange {
        var steps = [ScriptExchange.Step(name: "a greeting", good: ["200", "201"])]
        if let login = dialogue.login.user {
            steps.append(
                ScriptExchange.Step(
                    command: "AUTHINFO USER \(login)", name: "AUTHINFO USER",
                    good: ["381", "281"], sufficient: "281"))
            steps.append(
                ScriptExchange.Step(
                    command: "AUTHINFO PASS \(password)", name: "AUTHINFO PASS", good: ["281"]))
        }
        if let group = dialogue.request {
            steps.append(
                ScriptExchange.Step(command: "GROUP \(group)", name: "GROUP", good: ["211"]))
        }
        steps.append(.goodbye("QUIT", good: "205"))
        return ScriptExchange(steps, .coded, confidence: Confidence([password]))
    }
}
