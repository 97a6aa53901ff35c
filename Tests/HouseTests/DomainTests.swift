import Foundation
import Testing

/// The cost of a new domain, measured with those that exist.
@Suite("Domains")
struct DomainTests {
    private struct Domain: Sendable, CustomTestStringConvertible {
        /// The case of `Model.Domain`.
        let name: String
        /// Words in the paths of its own files.
        let own: [String]
        /// Names of its types, and of its parts of values that other domains share.
        let types: String
        /// The most files outside its own that name it.
        let limit: Int

        var testDescription: String { name }

        /// The domain's case in an expression or pattern, or one of its types.
        var pattern: String {
            "\\bcase \\.?\(name)\\b|\\(\\.\(name)[(),]|\\[\\.\(name)\\b|, \\.\(name)[\\],)]"
                + "|== \\.\(name)\\b|\\b(?:\(types))\\b"
        }
    }

    private static let parts =
        "(?:observed|desired|ledger|status|later|pass|wishes|fulfilled|old|new|host|self)"

    /// All domains: four that had a place before there was one shape, and three that were added.
    private static let domains = [
        Domain(name: "ipvs", own: ["IPVS"], types: "IPVSStep|ServiceTable|LedgerEntry", limit: 29),
        Domain(name: "address", own: ["Address"], types: "AddressStep", limit: 29),
        Domain(
            name: "setting", own: ["Setting", "Sysctl"], types: "SettingStep|HostSetting",
            limit: 20),
        Domain(
            name: "proxy", own: ["Proxy", "Proxies", "HAProxy"],
            types: "ProxyStep|ProxyPlan|ProxyFrame", limit: 13),
        Domain(
            name: "syncDaemon", own: ["SyncDaemon", "ConnectionSync"],
            types: "\\w*SyncDaemons?\\w*|syncDaemons", limit: 20),
        Domain(
            name: "firewall", own: ["Firewall"],
            types: "Firewall[A-Z]\\w*|\\w*[fF]irewall(?:Sets|Support|Forms)|\(parts)\\.firewall",
            limit: 32),
        Domain(
            name: "network", own: ["Network"],
            types: "Network(?:Step|Subject|State|Link|Change|Ledger|Status)|NodeNetwork"
                + "|\(parts)\\.network", limit: 26),
    ]

    /// The modules that reconcile and print; the keys of the document are counted by no test.
    private static let modules: Set<Substring> = [
        "Commands", "Controller", "Kernel", "Model", "Planning", "Reconciliation",
    ]

    /// Their code, without comments.
    private static let code: [(path: String, text: String)] =
        Repository.files(under: "Sources", ending: ".swift").filter { file in
            modules.contains(file.path.split(separator: "/")[1])
                && !file.path.contains("/Validation/")
        }.map { file in
            let lines = file.lines.filter { !$0.drop { $0 == " " }.hasPrefix("//") }
            return (file.path, lines.joined(separator: "\n"))
        }

    @Test("files outside its own name a domain, and not more than before", arguments: domains)
    private func shared(_ domain: Domain) throws {
        let pattern = try NSRegularExpression(pattern: domain.pattern)
        let files = Self.code.filter { path, text in
            !domain.own.contains(where: path.contains)
                && pattern.firstMatch(in: text, range: NSRange(text.startIndex..., in: text)) != nil
        }
        if domain.name == "syncDaemon" {
            for file in files { print("house: a domain touches \(file.path)") }
        }
        print("house: the domain \(domain.name) touches \(files.count) existing files")
        #expect(files.count <= domain.limit, "\(files.map(\.path))")
        // A smaller number is the new limit.
        #expect(files.count >= domain.limit - 3, "\(domain.name): \(files.count)")
    }

    @Test("every domain is counted")
    func complete() throws {
        let file = try #require(
            Repository.swift.first { $0.path == "Sources/Model/Plan/Domain.swift" })
        let names = file.text.matches(of: /\n    case (\w+)\n/).map { String($0.1) }
        #expect(Set(names) == Set(Self.domains.map(\.name)))
    }
}
