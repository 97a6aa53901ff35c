import Model

extension DialogueProbe {
    /// FTP: greeting, USER and PASS, and a file or QUIT.
    ///
    /// Without a login the user is `anonymous` (RFC 1635). Source: RFC 959 sections 4 and 5.4.
    var ftp: any Exchange {
        let password = dialogue.login.user == nil ? "ballast@" : self.password
        let confidence = Confidence(dialogue.login.user == nil ? [] : [password])
        var steps = [
            ScriptExchange.Step(name: "a greeting", good: ["220"], preliminary: "120"),
            ScriptExchange.Step(
                command: "USER \(dialogue.login.user ?? "anonymous")", name: "USER",
                good: ["331", "230"], sufficient: "230"),
            ScriptExchange.Step(
                command: "PASS \(password)", name: "PASS", good: ["230", "202"]),
        ]
        guard let file = dialogue.request else {
            steps.append(.goodbye("QUIT", good: "221"))
            return ScriptExchange(steps, .coded, confidence: confidence, expect: expect)
        }
        steps.append(ScriptExchange.Step(command: "TYPE I", name: "TYPE I", good: ["200"]))
        return FTPFileExchange(
            file, login: ScriptExchange(steps, .coded, confidence: confidence), expect: expect,
            limit: dialogue.expect.limit)
    }
}
