import Addresses
import Model
import Planning

/// A plan in an operator's words.
struct PlanText {
    private let plan: Plan
    private let isWhole: Bool

    /// - Parameter isWhole: whether all domains could be read.
    init(_ plan: Plan, isWhole: Bool = true) {
        self.plan = plan
        self.isWhole = isWhole
    }

    /// Prints ``text``.
    func print() {
        write(text, to: 1)
    }

    /// The steps with their risks, waiting and foreign objects, notes, and the summary.
    var text: String {
        var lines: [String] = []
        let steps = plan.steps.map { step -> (String, Risk, [ProxyPart]) in
            let parts = if case .proxy(let step) = step { step.parts } else { [ProxyPart]() }
            return (step.description, step.risk, parts)
        }
        let width = min(72, steps.map(\.0.count).max() ?? 0)
        for (text, risk, parts) in steps {
            let padding = String(repeating: " ", count: max(0, width - text.count))
            lines.append("\(text)\(padding)  [\(risk.rawValue)]")
            for part in parts {
                lines.append("    \(part.action.rawValue) \(part.subject)")
                lines += part.changes.map { "        \($0)" }
            }
        }
        if !lines.isEmpty { lines.append("") }
        lines += alarms()
        lines +=
            plan.handovers.map { $0.sentence() } + waiting() + foreign()
            + plan.notes.map { "note: \($0)" }
        let idle = isWhole ? "Nothing to do." : "Nothing to do in the parts that could be read."
        lines.append(plan.isEmpty ? idle : "Plan: \(plan.summary).")
        return lines.joined(separator: "\n") + "\n"
    }

    /// Prints the servers that wait for connections to end, and the notes.
    func printWaiting() {
        let lines =
            plan.handovers.map { $0.sentence() } + waiting() + plan.notes.map { "note: \($0)" }
        if !lines.isEmpty { write(lines.joined(separator: "\n") + "\n", to: 1) }
    }

    /// Returns the warnings for the operator, in red on a terminal.
    private func alarms() -> [String] {
        plan.outages.map { key in
            red("\(key) is left without a server that works: its clients are refused")
        } + plan.proxyOutages.map { red($0) }
    }

    private func waiting() -> [String] {
        plan.draining.map { drain in
            let limit = drain.deadline.map { deadline in
                ", at most \((deadline.milliseconds - drain.since.milliseconds) / 1000) s"
            }
            let counts = drain.connections
            let waits: String
            if counts.open > 0 {
                waits = "\(counted(counts.open, "connection")) open\(limit ?? "")"
            } else if counts.persistent > 0 {
                waits = "\(counted(counts.persistent, "remembered client"))\(limit ?? "")"
            } else {
                waits = "no connection open"
            }
            return "draining: \(drain.endpoint) in \(drain.service), \(waits)"
        }
    }

    /// Lists only services: other addresses of an interface are normal, and JSON has them.
    private func foreign() -> [String] {
        plan.foreign.compactMap { object in
            guard case .service(let key, let count) = object else { return nil }
            return "foreign: service \(key) with \(counted(count, "server")), left alone"
        }
    }
}
