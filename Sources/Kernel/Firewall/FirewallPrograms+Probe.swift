import Addresses
import Glibc
import Model

/// Questions to the programs that change nothing.
extension FirewallPrograms {
    /// The variant of the host's own `iptables`, by its version.
    ///
    /// Programs before 1.8 name none, and are of the older variant.
    mutating func usualBackend() -> FirewallBackend {
        guard let program = path("restore", .ipv4, .usual),
            let run = answer([program, "--version"], "", program, "ask for the variant")
        else { return .nft }
        return run.output.contains("nf_tables") ? .nft : .legacy
    }

    /// Whether the host has the programs of a variant.
    func has(_ variant: FirewallVariant) -> Bool { path("restore", .ipv4, variant) != nil }

    /// Returns the reason that the kernel holds no rules of a variant; nil: it does, or it is not
    /// known without privilege.
    ///
    /// A chain that enters itself is refused by nf_tables as a whole, after all else in it was
    /// accepted. The older programs ask the kernel for the table before they test a rule.
    mutating func obstacle(
        to backend: FirewallBackend, _ variant: FirewallVariant
    ) -> String? {
        guard let program = path("restore", .ipv4, variant) else { return "\(backend.program)" }
        let chain = "BALLAST-PROBE"
        var words = [program, "--noflush", "-w", Self.lockWait]
        var lines = ["*filter", ":\(chain) - [0:0]"]
        switch backend {
        case .nft: lines += ["-A \(chain) -j \(chain)", "-A INPUT -j \(chain)"]
        case .legacy: words.append("--test")
        }
        let text = lines.map { $0 + "\n" }.joined() + "COMMIT\n"
        guard let run = answer(words, text, program, "ask for the variant"), run.status != 0
        else { return nil }
        // Every line fails after the table did.
        if let line = run.words.first(where: { $0.contains("TABLE_ADD failed") }) {
            return line
        }
        let answer = run.words.joined(separator: "; ")
        // A lock that another program holds, or a program that was killed, proves nothing.
        let others = ["RULE_APPEND failed", "ermission denied", "must be root", "xtables lock"]
        return answer.isEmpty || others.contains(where: answer.contains) ? nil : answer
    }

    /// Returns the written rules that the host's iptables refuses.
    ///
    /// Every rule is tested after a refused one was left out.
    mutating func refusals(of rules: FirewallRuleset) -> [FirewallRefusal] {
        let written = rules.chains.mapValues { $0.filter(\.isLoadedAsWritten) }
        var rest = FirewallRuleset(rules.family)
        rest.chains = written.filter { !$0.value.isEmpty }
        let variant = choice()?.variant ?? variant
        var refusals: [FirewallRefusal] = []
        while rest.count > 0, refusals.count < Self.refusalLimit {
            guard let program = path("restore", rules.family, variant) else { break }
            var words = [program, "--noflush", "--test"]
            // A namespace of its own has the privilege without root.
            if geteuid() != 0 { words = ["/usr/bin/unshare", "-rn"] + words }
            let text = rest.restoration(from: nil)
            // A program that does not start, or does not answer, refuses nothing.
            guard
                let run = answer(words, text, program, "test the rules of the firewall"),
                run.status != 0
            else { break }
            guard let line = run.refusedLine(of: text),
                let (chain, index) = rest.place(ofLine: line),
                let comment = rest.chains[chain]?[index].comment
            else { break }
            rest.chains[chain]?.remove(at: index)
            refusals.append(FirewallRefusal(of: comment, because: run.reason))
        }
        return refusals
    }

    /// Returns the result of a question; nil: the program does not answer, now or lately.
    ///
    /// One that does not start fails again at its use, with a reason.
    private mutating func answer(
        _ words: [String], _ text: String, _ program: String, _ operation: String
    ) -> ProgramRun.Result? {
        guard silent.failure() == nil else { return nil }
        do throws(HostFailure) {
            let run = try ProgramRun(words, operation: operation)
            let result = try run.finish(writing: text)
            silent.note(nil, of: program)
            return result
        } catch {
            silent.note(error, of: program)
            return nil
        }
    }

    /// The most refusals of one test.
    private static let refusalLimit = 20
}

extension ProgramRun.Result {
    /// The lines of the error output without comments and hints for the command line.
    var words: [String] {
        errors.split(separator: "\n").map(String.init).filter {
            !$0.hasPrefix("#") && !$0.hasPrefix("Try `")
        }
    }

    /// The refused line of an input; nil: the program names none.
    ///
    /// Source: `iptables-restore.c`, `xtables_error`, and `nft-shared`: "line 5: RULE_APPEND
    /// failed", "Error occurred at line: 5", "line 5 failed".
    func refusedLine(of input: String) -> String? {
        let lines = input.split(separator: "\n", omittingEmptySubsequences: false)
        for word in ["line: ", "line "] {
            for part in errors.split(separator: "\n") {
                guard let found = part.firstRange(of: word) else { continue }
                let digits = part[found.upperBound...].prefix(while: \.isNumber)
                if let number = Int(digits), lines.indices.contains(number - 1) {
                    return String(lines[number - 1])
                }
            }
        }
        return nil
    }

    /// The reason without the name of the program and the number of the line.
    var reason: String {
        let text = words.filter { !$0.hasPrefix("Error occurred") }.joined(separator: " ")
        guard let end = text.firstRange(of: "): ") ?? text.firstRange(of: ": ") else { return text }
        return String(text[end.upperBound...])
    }
}

extension FirewallRuleset {
    /// The chain and index of the rule that a line loads; nil: there is none.
    fileprivate func place(ofLine line: String) -> (FirewallChain, Int)? {
        for (chain, rules) in chains {
            if let index = rules.firstIndex(where: { $0.loadingLine(in: chain) == line }) {
                return (chain, index)
            }
        }
        return nil
    }
}

extension FirewallTables {
    /// Whether other programs have rules or a policy that drops.
    var hasForeign: Bool {
        chains.contains { chain, content in
            !chain.isOurs && (content.drops || content.rules.contains { !$0.target.entersOurs })
        }
    }
}
