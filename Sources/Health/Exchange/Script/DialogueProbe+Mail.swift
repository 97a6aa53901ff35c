import Model

extension DialogueProbe {
    /// SMTP: banner, EHLO, STARTTLS and EHLO again, AUTH PLAIN, QUIT.
    ///
    /// A server that rejects EHLO is greeted with HELO, unless the check needs an extension (TLS or
    /// a login). HELO allows no address literal, so without a name it sends `localhost`, like
    /// HAProxy.
    /// Source: RFC 5321 sections 3.2, 4.1.1.1 and 4.1.4, RFC 3207 section 4, RFC 4954 section 4.
    var smtp: ScriptExchange {
        var steps = [ScriptExchange.Step(name: "a banner", good: ["220"])]
        var hello = ScriptExchange.Step(
            command: "EHLO" + (dialogue.host.map { " " + $0 } ?? ""), name: "EHLO", good: ["250"],
            givesPlace: dialogue.host == nil)
        if securesLater {
            hello.offer = "STARTTLS"
            steps.append(hello)
            steps.append(.startTLS("STARTTLS", good: "220"))
            hello.offer = nil
        }
        if dialogue.login.user == nil {
            hello.alternative = .init(
                replies: ["500", "502", "504", "550"] + (dialogue.host == nil ? ["501"] : []),
                command: "HELO \(dialogue.host ?? "localhost")")
        }
        steps.append(hello)
        var secrets = [password]
        if let login = dialogue.login.user {
            let plain = Base64.encoded(Array("\0\(login)\0\(password)".utf8))
            secrets.append(plain)
            steps.append(
                ScriptExchange.Step(
                    command: "AUTH PLAIN \(plain)", name: "AUTH PLAIN", good: ["235"]))
        }
        steps.append(.goodbye("QUIT", good: "221"))
        return ScriptExchange(steps, .coded, confidence: Confidence(secrets))
    }

    /// POP3: greeting, STLS, USER and PASS, QUIT.
    ///
    /// Source: RFC 1939, RFC 2595 section 4.
    var pop: ScriptExchange {
        var steps = [ScriptExchange.Step(name: "a greeting", good: ["+OK"])]
        if securesLater { steps.append(.startTLS("STLS", good: "+OK")) }
        if let login = dialogue.login.user {
            steps.append(
                ScriptExchange.Step(command: "USER \(login)", name: "USER", good: ["+OK"]))
            steps.append(
                ScriptExchange.Step(command: "PASS \(password)", name: "PASS", good: ["+OK"]))
        }
        steps.append(.goodbye("QUIT", good: "+OK"))
        return ScriptExchange(steps, .single, confidence: Confidence([password]))
    }

    /// IMAP: greeting, STARTTLS, LOGIN, LOGOUT.
    ///
    /// Source: RFC 9051 sections 6.2.1, 6.2.3, 6.1.3 and 7.1.
    var imap: ScriptExchange {
        // After PREAUTH neither STARTTLS nor LOGIN is allowed.
        var steps = [
            ScriptExchange.Step(
                name: "a greeting", good: securesLater ? ["* OK"] : ["* OK", "* PREAUTH"])
        ]
        var secrets = [password, Self.quoted(password)]
        if securesLater { steps.append(.startTLS("a1 STARTTLS", good: "a1 OK")) }
        if let login = dialogue.login.user {
            if let words = Self.quotedWords([login, password]) {
                steps.append(
                    ScriptExchange.Step(
                        command: "a2 LOGIN \(words)", name: "LOGIN", good: ["a2 OK"]))
            } else {
                // Other bytes would need a literal; AUTHENTICATE sends them in base64.
                let plain = Base64.encoded(Array("\0\(login)\0\(password)".utf8))
                secrets.append(plain)
                steps.append(
                    ScriptExchange.Step(
                        command: "a2 AUTHENTICATE PLAIN", name: "AUTHENTICATE PLAIN",
                        good: ["+"]))
                steps.append(
                    ScriptExchange.Step(
                        command: plain, name: "AUTHENTICATE PLAIN", good: ["a2 OK"]))
            }
            if !securesLater {
                steps[0].sufficient = "* PREAUTH"
                steps[0].superfluous = steps.count - 1
            }
        }
        steps.append(.goodbye("a3 LOGOUT", good: "a3 OK"))
        return ScriptExchange(
            steps, .tagged, confidence: Confidence(secrets))
    }

    /// The words as quoted strings; nil: a word has bytes that a quoted string cannot contain.
    ///
    /// Source: RFC 3501 section 9, `QUOTED-CHAR`.
    private static func quotedWords(_ words: [String]) -> String? {
        guard words.allSatisfy({ $0.utf8.allSatisfy { (0x20...0x7e).contains($0) } }) else {
            return nil
        }
        return words.map(quoted).joined(separator: " ")
    }

    /// Source: RFC 9051 section 9, `quoted`.
    private static func quoted(_ text: String) -> String {
        var result = "\""
        for character in text.unicodeScalars {
            if character == "\"" || character == "\\" { result += "\\" }
            result.unicodeScalars.append(character)
        }
        return result + "\""
    }
}

extension ScriptExchange.Step {
    /// A command that starts TLS; its last word is its name.
    static func startTLS(_ command: String, good: String) -> Self {
        Self(command: command, name: name(of: command), good: [good], secures: true)
    }

    /// A farewell.
    static func goodbye(_ command: String, good: String) -> Self {
        Self(command: command, name: name(of: command), good: [good], isGoodbye: true)
    }

    private static func name(of command: String) -> String {
        command.split(separator: " ").last.map(String.init) ?? command
    }
}
