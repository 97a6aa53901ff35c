import Admin
import Model

/// This node: role, version, clock, replication, packages, power.
struct NodePage: Sendable {
    private let node: PageNode
    private let name: String
    private let packages: Result<[PagePackage], APIRefusal>?
    private let graphs: GraphSection?
    private let group: AccountGroup
    private let now: Int64

    /// - Parameters:
    ///   - name: the name of the node.
    ///   - packages: the packages; nil: they were not asked for.
    ///   - graphs: its graphs; nil: none are recorded.
    ///   - group: the rights of the viewers.
    init(
        _ node: PageNode, name: String, packages: Result<[PagePackage], APIRefusal>?,
        graphs: GraphSection?, for group: AccountGroup, now: Int64
    ) {
        self.node = node
        self.name = name
        self.packages = packages
        self.graphs = graphs
        self.group = group
        self.now = now
    }

    /// The contents.
    var body: PageBody {
        PageBody(
            title: "Node", entry: .node,
            content: """
                <h1>\(name)</h1>
                \(facts)
                \(list("Roles", failover))
                \(list("Replication", replication))
                <h2>Packages</h2>
                \(packageList)
                \(power)
                \(graphs?.html)
                """)
    }

    private var facts: HTML {
        var facts = FactList()
        let controller = node.status.controller
        let age = PageTime.age(of: controller.started, at: now)
        facts.add("Ballast", "version \(controller.version), running for \(age)")
        facts.add("HAProxy", node.status.workers?.version.map { "version \($0)" })
        facts.add("Clock", clock)
        facts.add("Time", "\(PageTime.standard(now)) when this page was made")
        facts.add(
            "Connection tables",
            (node.status.syncDaemons ?? []).isEmpty
                ? nil : "\((node.status.syncDaemons ?? []).map(\.line).joined(separator: "; "))")
        facts.add("Client tables", node.status.tableSync.map { "\($0.line)" })
        return facts.list
    }

    private var clock: HTML {
        guard let clock = node.clock else { return "its state is unknown" }
        var words: [String] = []
        if let offset = clock.offset, offset != 0 {
            words.append("correction \(Self.milliseconds(offset)) ms")
        }
        // Without synchronisation the kernel counts up to 16 s.
        if clock.isSynchronised, let error = clock.largestError {
            words.append("at most \(Self.milliseconds(error)) ms wrong")
        }
        let rest = words.map { ", \($0)" }.joined()
        return clock.isSynchronised
            ? "synchronised\(rest)"
            : """
            <span data-state="odd"><b>! not synchronised</b></span>\(rest): times of events and \
            of other nodes can't be compared. Install <code>chrony</code> or \
            <code>systemd-timesyncd</code>.
            """
    }

    private static func milliseconds(_ microseconds: Int64) -> String {
        let tenths = abs(microseconds) / 100
        return "\(microseconds < 0 ? "-" : "")\(tenths / 10).\(tenths % 10)"
    }

    private var failover: [String] {
        node.status.failover?.lines(age: { PageTime.age(of: $0, at: now) }) ?? []
    }

    private var replication: [String] {
        node.status.replication?.lines(age: { PageTime.age(of: $0, at: now) }) ?? []
    }

    private func list(_ title: String, _ lines: [String]) -> HTML {
        let items: HTML =
            lines.isEmpty
            ? "<p>The document has none.</p>"
            : "<ul>\(lines.map { "<li class=\"text\">\($0)</li>\n" as HTML })</ul>"
        return "<h2>\(title)</h2>\n\(items)"
    }

    private var packageList: HTML {
        switch packages {
        case nil:
            return """
                <p><a href="/node?packages=1">Look for newer versions</a> in the configured \
                repositories.</p>
                """
        case .failure(let refusal):
            return ProblemNote(refusal.diagnostics.first?.message).html
        case .success(let packages):
            return """
                <table>
                <thead><tr><th>Package</th><th>Installed</th><th>In the repository</th></tr></thead>
                <tbody>\(packages.map(row))</tbody>
                </table>
                <p class="quiet">As <code>apt-cache policy</code> has it, up to ten minutes ago; \
                <code>apt update</code> reads the repositories again. Update with \
                <code>apt install ballast</code> at a shell: the kernel and HAProxy continue to \
                serve meanwhile.</p>
                """
        }
    }

    private func row(_ package: PagePackage) -> HTML {
        let isNewer = package.candidate != nil && package.candidate != package.installed
        let state: HTML = isNewer && package.installed != nil ? "odd" : "good"
        let sign: HTML? = isNewer && package.installed != nil ? "<b>~</b> " : nil
        return """
            <tr data-state="\(state)"><th scope="row">\(package.name)</th>\
            <td>\(package.installed ?? "not installed by a package")</td>\
            <td>\(sign)\(package.candidate ?? "none")</td></tr>

            """
    }

    private var power: HTML {
        let shell: HTML = """
            <p class="quiet">No shell and no command of the operating system runs from these \
            pages: a stolen session must not be worth more than its group. Use <code>ssh</code>, \
            with keys and a log of its own, or the console of the machine.</p>
            """
        guard node.hasPower else {
            return """
                <h2>Power</h2>
                <p>Restart and halt are off. <code>admin.power: true</code> in the document lets \
                the group conf use them here.</p>
                \(shell)
                """
        }
        guard group >= .configuration else {
            return """
                <h2>Power</h2>
                <p>The group conf can restart and halt the node here.</p>
                \(shell)
                """
        }
        return """
            <h2>Power</h2>
            <p>Both end all connections through this node; with failover, its addresses move to \
            another node first. A halted machine starts again by hand only.</p>
            <form class="actions" action="/node" method="post">\(proof: .session)\
            <button disabled hidden></button>
            <p><label for="confirm">Name of this node, as confirmation</label>
            <input id="confirm" name="confirm" required autocomplete="off" \
            autocapitalize="none" spellcheck="false"></p>
            <p><label for="why">Reason, for the audit log</label>
            <input id="why" name="message" maxlength="500" autocomplete="off"></p>
            <button name="to" value="restart">Restart</button>
            <button name="to" value="halt">Halt</button>
            </form>
            \(shell)
            """
    }
}
