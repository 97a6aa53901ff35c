import Addresses
import Admin
import Model

/// The firewall: its rules, and the decision about a packet.
struct FirewallPage: Sendable {
    private let firewall: PageFirewall
    private let packet: PagePacket?
    private let trace: PageTrace?
    private let problem: String?
    private let mayEdit: Bool

    /// The protocols of the form.
    private static let protocols = ["tcp", "udp", "sctp", "icmp"]

    /// - Parameters:
    ///   - packet: the packet of the question; nil: there was none.
    ///   - trace: the decision; nil: there is none.
    ///   - problem: the reason why there is no decision; nil: there is one, or no question.
    ///   - group: the rights of the viewers.
    init(
        _ firewall: PageFirewall, _ packet: PagePacket?, _ trace: PageTrace?, problem: String?,
        for group: AccountGroup
    ) {
        mayEdit = group >= .configuration
        self.firewall = firewall
        self.packet = packet
        self.trace = trace
        self.problem = problem
    }

    /// The contents.
    var body: PageBody {
        PageBody(
            title: "Firewall", entry: .firewall,
            content: """
                <h1>Firewall</h1>
                \(state)
                \(lockdown)
                <h2>A packet</h2>
                <p>The decision by the rules of the document. <code>ballast firewall trace \
                --live</code> asks all rules of the host, those of other programs too.</p>
                \(form)
                \(decision)
                \(rules)
                """)
    }

    private var state: HTML {
        guard !firewall.families.isEmpty else {
            return "<p>The document has no firewall, and the host has none of its rules.</p>"
        }
        let lines = firewall.families.map { family -> HTML in
            let word: HTML = family.isFulfilled ? "good" : "odd"
            let sign = family.isFulfilled ? "" : "! "
            let changes = (family.changes ?? []).map { "<li><code>\($0)</code></li>\n" as HTML }
            return """
                <dt>\(family.family.rawValue)</dt><dd data-state="\(word)"><b>\(sign)</b>\
                \(family.line)<ul>\(changes)</ul></dd>

                """
        }
        return "<dl class=\"facts\">\(lines)</dl>"
    }

    private var lockdown: HTML {
        guard let lockdown = firewall.lockdown else {
            return """
                <h2>Lock-down</h2>
                <p>The document has none, so no rule of Ballast limits access to this \
                node.\(link(nil))</p>
                """
        }
        var facts = FactList()
        facts.add("Administrators", "\(lockdown.networks.joined(separator: ", "))")
        facts.add("Ports", "\(lockdown.ports.joined(separator: ", ")), and those of the document")
        facts.add(
            "Services",
            lockdown.services.isEmpty ? nil : "\(lockdown.services.joined(separator: "; "))")
        return """
            <h2>Lock-down</h2>
            <p>These networks reach the administration of this node.\(link(lockdown.line))</p>
            \(facts.list)
            """
    }

    /// The link to the editor, at the line of the lock-down.
    private func link(_ line: Int?) -> HTML? {
        guard mayEdit else { return nil }
        guard let line else { return " <a href=\"/configuration\">Edit the document</a>" }
        return " <a href=\"/configuration#line-\(line)\">Edit it in line \(line)</a>"
    }

    private var form: HTML {
        let options = Self.protocols.map { name -> HTML in
            let selected: HTML = name == packet?.transport ? " selected" : ""
            return "<option\(selected)>\(name)</option>"
        }
        return """
            <form class="actions" action="/firewall" method="get">
            <p><label for="from">From</label>
            <input id="from" name="from" value="\(packet?.source)" required \
            placeholder="198.51.100.7"></p>
            <p><label for="to">To</label>
            <input id="to" name="to" value="\(packet?.destination)" required \
            placeholder="10.0.0.100:80"></p>
            <p><label for="protocol">Protocol</label>
            <select id="protocol" name="protocol">\(options)</select></p>
            <button>Trace</button>
            </form>
            """
    }

    private var decision: HTML {
        guard let trace else { return ProblemNote(problem).html }
        let lines = trace.lines.map { "\($0)\n" as HTML }
        return """
            <p class="notice" role="status">The packet is <b>\(trace.verdict)</b>.</p>
            <pre class="difference" tabindex="0" role="region" aria-label="The way of the packet">\
            \(lines)</pre>
            """
    }

    private var rules: [HTML] {
        firewall.rules.map { family in
            """
            <h2>Rules for \(family.title)</h2>
            <pre class="difference" tabindex="0" role="region" aria-label="\(family.title)">\
            \(family.text)</pre>

            """
        }
    }
}
