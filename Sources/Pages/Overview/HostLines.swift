import Model

/// The rest of the host in a line: addresses, HAProxy, certificates, the firewall, drift.
struct HostLines: Sendable {
    private let status: Status
    private let now: Int64

    init(_ status: Status, now: Int64) {
        self.status = status
        self.now = now
    }

    /// The line, with further lines for notes.
    var html: HTML {
        let parts = self.parts.enumerated().map { number, part -> HTML in
            "<li>\(live: "host/\(number)", part)</li>\n"
        }
        let notes = status.notes.map { "<li class=\"note\">Note: \($0)</li>\n" as HTML }
        return """
            <section aria-labelledby="host">
            <h2 id="host" class="unseen">This node</h2>
            <ul class="host">\(parts)\(notes)</ul>
            </section>
            """
    }

    private var parts: [String] {
        [workers, certificates, tables, replication, drift, foreign, look].compactMap(\.self)
            + status.addresses.filter { $0.wanted != $0.present || $0.external == true }
            .map { "address \($0.place): \($0.words)" }
            + (status.firewall ?? []).map(\.line) + (status.syncDaemons ?? []).map(\.line)
            + [status.network?.line].compactMap(\.self)
    }

    private var workers: String? {
        guard let workers = status.workers else { return nil }
        if let silence = workers.silence { return "HAProxy does not answer: \(silence)" }
        guard let version = workers.version, workers.worker != nil else {
            return "HAProxy does not run"
        }
        let old =
            workers.old.isEmpty
            ? "" : ", \(counted(workers.old.count, "old process", "old processes"))"
        return "HAProxy \(version), \(counted(workers.reloads, "reload"))\(old)"
    }

    private var certificates: String? {
        guard let all = status.certificates, !all.isEmpty else { return nil }
        let count = counted(all.count, "certificate")
        let known = all.filter { $0.daysLeft != nil }
        guard let first = known.min(by: { ($0.daysLeft ?? 0) < ($1.daysLeft ?? 0) }),
            let days = first.daysLeft
        else { return count }
        return "\(count): next expiry \(first.name) in \(counted(days, "day"))"
    }

    private var tables: String? { status.tableSync?.line }

    private var replication: String? {
        status.replication?.lines(age: { PageTime.age(of: $0, at: now) }).first
    }

    private var drift: String? {
        let last = status.events.last { $0.kind == .drift }
        guard let last else { return "no drift" }
        return "drift \(PageTime.age(of: last.time, at: now)) ago: \(last.message)"
    }

    private var foreign: String? {
        let services = status.foreign.count { object in
            if case .service = object { true } else { false }
        }
        return services == 0
            ? nil : "\(counted(services, "service")) of other programs, left alone"
    }

    private var look: String? {
        guard let pass = status.lastPass else { return "the host was not read yet" }
        return "host read \(PageTime.age(of: pass.time, at: now)) ago"
    }
}
