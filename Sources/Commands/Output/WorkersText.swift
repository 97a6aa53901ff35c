import Model

/// The processes of HAProxy in an operator's words.
struct WorkersText {
    private let workers: WorkersStatus
    private let layout: Layout

    init(_ workers: WorkersStatus, _ layout: Layout) {
        self.workers = workers
        self.layout = layout
    }

    /// One line for the current process and for each old process, and HAProxy's complaints.
    var lines: [String] {
        var lines: [String] = []
        if let version = workers.version, let worker = workers.worker {
            lines.append(
                "HAProxy \(version), process \(worker), \(counted(workers.reloads, "reload"))")
        } else if workers.silence == nil {
            lines.append("HAProxy does not run")
        }
        if let silence = workers.silence { lines.append("HAProxy does not answer: \(silence)") }
        lines += workers.old.map { old in
            let open = old.connections.map { counted($0, "connection") } ?? "connections unknown"
            return "  old process \(old.pid): \(open), began \(Duration.seconds(old.age).words) ago"
        }
        if let complaint = workers.complaint {
            lines += complaint.split(separator: "\n").flatMap {
                layout.lines("error: \($0)", first: "  ", rest: "    ")
            }
        }
        return lines
    }
}
