import Document
import Model
import Planning
import Seeds
import Testing

@Suite("a document that is read again")
struct RereadingTests {
    private static func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    private static let services = """
        ---
        # Two lists, and what people write around them.
        version: 1
        virtualAddresses: [{address: 10.0.0.100/24, interface: eth0}]
        services:
          - name: web  # the first
            listen: 10.0.0.100:80
            check:
              type: negotiate
              service: http
              expect: "it
                works"
            servers:
              - {name: web1, address: 10.0.1.1, weight: 3}
              - name: web2
                address: 10.0.1.2

          # The second has a key on another line.
          - listen:
              10.0.0.100:25
            name: mail
            servers: [{name: m1, address: 10.0.1.3}]
          - {name: dns, listen: "10.0.0.100:53", protocol: udp,
             servers: [{name: d1, address: 10.0.1.4}]}
        # Layer 7.
        proxies:
        - name: site
          listen: [10.0.0.100:8080]
          raw:
            - |-
              http-request deny if FALSE
            - >-
              # folded,

            - 'option
              http-ignore-probes'
          servers:
            - {name: s1, address: 10.0.1.5:80}
        - name: shop
          listen: [10.0.0.100:8081]
          servers:
          - {name: s1, address: 10.0.1.6:80}
        ownership: shared

        """

    private static func known(_ text: String) -> KnownDocument? {
        KnownDocument(parse(bytes(text)))
    }

    @Test(
        "an edit inside an element is read by itself",
        arguments: [
            ("weight: 3", "weight: 4"), ("weight: 3", "weight: 3, state: drain"),
            ("    listen: 10.0.0.100:80\n", "    listen: 10.0.0.100:81\n"),
            ("  - {name: dns", "  - {name: more, listen: \"10.0.0.100:54\"}\n  - {name: dns"),
            ("          # The second has a key on another line.\n", ""),
            ("10.0.1.6:80}\n", "10.0.1.6:80}\n  - {name: s2, address: 10.0.1.7:80}\n"),
            ("deny if FALSE", "deny if TRUE"), ("name: mail", "name: post"),
        ])
    func plain(_ old: String, _ new: String) throws {
        let known = try #require(Self.known(Self.services))
        let text = Self.services.replacing(old, with: new, maxReplacements: 1)
        let revised = try #require(known.revised(Self.bytes(text)))
        let parsed = parse(Self.bytes(text))
        #expect(parsed.diagnostics.isEmpty)
        #expect(revised.spec == parsed.spec)
    }

    @Test(
        "marks that Ballast allocates are those of the whole document",
        arguments: [
            ("name: web", "name: www"), ("mark: 1\n", "mark: auto\n"), ("mark: auto", "mark: 5"),
            ("  - {name: dns", "  - {name: more, mark: auto}\n  - {name: dns"),
        ])
    func marks(_ old: String, _ new: String) throws {
        let text = """
            version: 1
            firewall:
              markRange: {first: 1, last: 5}
              marks:
                - {service: web, address: 10.0.0.1, ports: [80]}
                - {service: dns, address: 10.0.0.1, ports: [53]}
            services:
              - name: web
                mark: auto
              - name: old
                mark: 1
              - {name: dns, mark: auto}

            """
        let known = try #require(Self.known(text))
        let changed = text.replacing(old, with: new, maxReplacements: 1)
        #expect(changed != text)
        let revised = try #require(known.revised(Self.bytes(changed)))
        #expect(revised.spec == parse(Self.bytes(changed)).spec)
    }

    @Test("elements go away and change their places")
    func elements() throws {
        var known = try #require(Self.known(Self.services))
        let mail = """
              # The second has a key on another line.
              - listen:
                  10.0.0.100:25
                name: mail
                servers: [{name: m1, address: 10.0.1.3}]

            """
        #expect(Self.services.contains(mail))
        let without = Self.services.replacing(mail, with: "")
        let swapped = without.replacing("# Layer 7.\n", with: mail + "# Layer 7.\n")
        for text in [without, swapped, Self.services] {
            known = try #require(known.revised(Self.bytes(text)))
            #expect(known.spec == parse(Self.bytes(text)).spec)
        }
    }

    @Test(
        "what is not plain is not answered",
        arguments: [
            ("name: mail", "name: web"), ("name: mail", "name: &a mail"),
            ("name: mail", "name: !!str mail"), ("name: mail", "name: mäil"),
            ("name: mail", "nam: mail"), ("weight: 3", "weight: [3"), ("version: 1", "version: 2"),
            ("ownership: shared", "ownership: exclusive"), ("  - listen:", "- listen:"),
            ("  - listen:", "   - listen:"), ("name: mail", "name: mail\n---"),
            ("name: mail", "name: mail\n...\n"), ("  # The", "  more: # The"),
            ("proxies:\n", ""), ("name: mail", "\"name: mail"), ("services:\n", "services: &s\n"),
            ("name: dns,", "name: dns, name: dns,"), ("\n  # The", "\nThe"),
            ("deny if FALSE", "deny if FALSE\n       more"),
        ])
    func intricate(_ old: String, _ new: String) throws {
        let known = try #require(Self.known(Self.services))
        let text = Self.services.replacing(old, with: new, maxReplacements: 1)
        #expect(text != Self.services)
        #expect(known.revised(Self.bytes(text)) == nil)
    }

    @Test(
        "a document with aliases, or with something to be said about it, is read whole",
        arguments: [
            ("name: mail", "name: &a mail"), ("name: mail", "name: web"),
            ("services:", "services: !!seq"),
        ])
    func unknown(_ old: String, _ new: String) {
        #expect(Self.known(Self.services.replacing(old, with: new)) == nil)
    }

    @Test("any change of any text says what reading the whole says", arguments: 0..<20)
    func property(_ block: Int) throws {
        var answers = 0
        for seed in block * 25..<(block + 1) * 25 {
            var random = SeededNumbers(seed: seed)
            var text = Self.bytes(
                random.oneIn(2) ? Self.services : RandomDocument(seed: seed).text)
            guard var known = Self.judged(text) else { continue }
            // What is known comes of edit after edit, as in a daemon.
            for step in 0..<40 {
                let next = Self.mutated(text, &random)
                guard let revised = known.revised(next, judge: Self.judge) else {
                    if let fresh = Self.judged(next) { (known, text) = (fresh, next) }
                    continue
                }
                let parsed = parse(next)
                let name = "seed \(seed), step \(step):\n\(String(decoding: next, as: UTF8.self))"
                #expect(parsed.diagnostics.isEmpty, "\(name)")
                #expect(parsed.spec == revised.spec, "\(name)")
                #expect(parsed.located(Self.judge(revised.spec)) == revised.warnings, "\(name)")
                if next != text { answers += 1 }
                (known, text) = (revised, next)
            }
        }
        #expect(answers > 50)
    }

    private static func judged(_ text: [UInt8]) -> KnownDocument? {
        let parsed = parse(text)
        return parsed.spec.flatMap {
            KnownDocument(parsed, warnings: parsed.located(judge($0)))
        }
    }

    /// What can be said of any document, here and there, and of keys that are not there too.
    private static func judge(_ spec: Spec) -> [Diagnostic] {
        var findings = validate(spec).filter { $0.severity == .warning }
        for (index, service) in spec.services.enumerated() where service.servers.count > 1 {
            let path = DocumentPath([.key("services"), .index(index)])
            findings.append(
                Diagnostic(.noServers, severity: .warning, at: path.key("drain"), service.name))
            for (place, server) in service.servers.enumerated() where server.weight > 0 {
                findings.append(
                    Diagnostic(
                        .unnamedServer, severity: .warning,
                        at: path.key("servers").index(place).key("weight"), server.name))
            }
        }
        for (index, proxy) in spec.proxies.enumerated() {
            findings.append(
                Diagnostic(
                    .noServers, severity: .warning,
                    at: DocumentPath([.key("proxies"), .index(index), .key("name")]), proxy.name))
        }
        return findings
    }

    private static let tokens = [
        " ", "  ", "\n", "- ", "-", "#", " # why\n", "\"", "'", "|", "|+\n", ">\n", "&a ", "*a",
        "<<: ", "---\n", "...\n", "[", "]", "{", "}", ": ", ", ", "!!str ", "version: 1\n", "\t",
        "%", "? ", "proxies:\n", "ownership: shared\n", "\r", "ü", "\u{2028}", "9", "weight: 7",
        "  - {name: x, listen: \"10.0.0.9:9\"}\n", "- {name: y, listen: [10.0.0.9:9]}\n",
        "    drain: {timeout: 5s}\n",
    ]

    private static func mutated(_ input: [UInt8], _ random: inout SeededNumbers) -> [UInt8] {
        var bytes = input
        let start = Int.random(in: 0...bytes.count, using: &random)
        let end = min(bytes.count, start + Int.random(in: 0...30, using: &random))
        switch Int.random(in: 0..<8, using: &random) {
        case 0: bytes.removeSubrange(start..<end)
        case 1: bytes.insert(contentsOf: Array(random.pick(tokens).utf8), at: start)
        case 2: bytes.replaceSubrange(start..<end, with: Array(random.pick(tokens).utf8))
        case 3...5:
            // A digit becomes another one: what most edits are.
            let digits = bytes.indices.filter { (0x31...0x38).contains(bytes[$0]) }
            if !digits.isEmpty { bytes[random.pick(digits)] ^= 1 }
        default:
            // Whole lines go away, come again, or move.
            var lines = bytes.split(separator: 0x0a, omittingEmptySubsequences: false)
            let from = Int.random(in: 0..<lines.count, using: &random)
            let count = Int.random(in: 1...min(6, lines.count - from), using: &random)
            let moved = lines[from..<from + count]
            if !random.oneIn(3) { lines.removeSubrange(from..<from + count) }
            if !random.oneIn(3) {
                let to = Int.random(in: 0...lines.count, using: &random)
                lines.insert(contentsOf: moved, at: to)
            }
            bytes = Array(lines.joined(separator: [0x0a]))
        }
        return bytes
    }
}
