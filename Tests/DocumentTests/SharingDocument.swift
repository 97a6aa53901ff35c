import Document
import Model
import Seeds

/// A document whose services share servers by anchors, aliases and merge keys.
struct SharingDocument {
    private var random: SeededNumbers
    private(set) var text = ""
    private var serviceAnchors: [String] = []
    private var listAnchors: [String] = []
    private var serverAnchors: [String] = []
    private var weightAnchors: [String] = []
    private var count = 0

    /// The first document of this seed that is valid: a service may not have a server twice.
    init(seed: Int) {
        random = SeededNumbers(seed: seed)
        repeat { write() } while parse(Array(text.utf8)).spec == nil
    }

    private mutating func write() {
        text = "version: 1\nservices:\n"
        (serviceAnchors, listAnchors, serverAnchors, weightAnchors) = ([], [], [], [])
        count = 0
        for number in 0..<Int.random(in: 2...4, using: &random) { service(number) }
    }

    /// A change of one of the servers that the document has.
    mutating func edit(of spec: Spec) -> DocumentEdit {
        let service = random.pick(spec.services)
        let server = random.pick(service.servers).name
        if random.oneIn(3) {
            return .weight(
                service: service.name, server: server, Int.random(in: 0...9, using: &random))
        }
        return .state(service: service.name, server: server, random.pick(ServerState.allCases))
    }

    private mutating func line(_ depth: Int, _ content: String) {
        text += String(repeating: " ", count: depth) + content
        count += 1
        text += random.oneIn(4) ? "  # comment \(count)\n" : "\n"
        if random.oneIn(12) { text += "# between \(count)\n" }
    }

    private mutating func service(_ number: Int) {
        let listen = "10.0.0.\(number + 1):80"
        let merged = random.oneIn(3) ? serviceAnchors.randomElement(using: &random) : nil
        let hasServers = merged == nil || random.oneIn(2)
        if let merged, !hasServers, random.oneIn(2) {
            return line(2, "- {<<: *\(merged), name: service\(number), listen: \(listen)}")
        }
        if random.oneIn(2) {
            line(2, "- &service\(number)")
            line(4, "name: service\(number)")
            serviceAnchors.append("service\(number)")
        } else {
            line(2, "- name: service\(number)")
        }
        if let merged { line(4, "<<: *\(merged)") }
        line(4, "listen: \(listen)")
        if hasServers { servers(number) }
    }

    private mutating func servers(_ number: Int) {
        if let anchor = listAnchors.randomElement(using: &random), random.oneIn(2) {
            return line(4, "servers: *\(anchor)")
        }
        let anchor = random.oneIn(2) ? " &list\(number)" : ""
        // An alias may follow only after the end of the anchored text.
        var used: [String] = []
        if random.oneIn(4) {
            let elements = (0..<Int.random(in: 1...3, using: &random)).map { _ in
                element(&used, isFlow: true)
            }
            line(4, "servers:\(anchor) [\(elements.joined(separator: ", "))]")
        } else {
            line(4, "servers:\(anchor)")
            let depth = random.pick([4, 6])
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                if random.oneIn(3) {
                    blockServer(depth)
                } else {
                    line(depth, "- \(element(&used, isFlow: true))")
                }
            }
        }
        if !anchor.isEmpty { listAnchors.append("list\(number)") }
    }

    private mutating func weight() -> String {
        if random.oneIn(3), let anchor = weightAnchors.randomElement(using: &random) {
            return "*\(anchor)"
        }
        guard random.oneIn(3) else { return "\(Int.random(in: 1...9, using: &random))" }
        count += 1
        weightAnchors.append("weight\(count)")
        return "&weight\(count) \(Int.random(in: 1...9, using: &random))"
    }

    private mutating func element(_ used: inout [String], isFlow: Bool) -> String {
        let anchors = serverAnchors
        if random.oneIn(3), let anchor = anchors.randomElement(using: &random),
            !used.contains(anchor)
        {
            used.append(anchor)
            return "*\(anchor)"
        }
        count += 1
        let name = "s\(count)"
        var entries = ["name: \(name)", "address: 10.1.0.\(count)"]
        if random.oneIn(3), !anchors.isEmpty {
            entries[1] =
                random.oneIn(3)
                ? "<<: [*\(random.pick(anchors)), *\(random.pick(anchors))]"
                : "<<: *\(random.pick(anchors))"
        }
        if random.oneIn(3) { entries.append("weight: \(weight())") }
        if random.oneIn(4) { entries.append("state: drain") }
        var prefix = ""
        if random.oneIn(3) {
            prefix = "&\(name) "
            serverAnchors.append(name)
            used.append(name)
        }
        return "\(prefix){\(entries.shuffled(using: &random).joined(separator: ", "))}"
    }

    private mutating func blockServer(_ depth: Int) {
        count += 1
        let name = "s\(count)"
        let isAnchored = random.oneIn(2)
        let merged = random.oneIn(3) ? serverAnchors.randomElement(using: &random) : nil
        line(depth, isAnchored ? "- &\(name)" : "- name: \(name)")
        if isAnchored { line(depth + 2, "name: \(name)") }
        if let merged { line(depth + 2, "<<: *\(merged)") }
        if merged == nil || random.oneIn(2) { line(depth + 2, "address: 10.1.0.\(count)") }
        if random.oneIn(2) { line(depth + 2, "weight: \(weight())") }
        if random.oneIn(3) { line(depth + 2, "state: offline") }
        if isAnchored { serverAnchors.append(name) }
    }
}
