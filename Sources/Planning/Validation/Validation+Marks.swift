import Addresses
import Model

/// Firewall marks that Ballast allocates, and packets that name their service.
extension Validation {
    /// Checks `mark: auto` of services, and `firewall.markRange`.
    mutating func checkAutomaticMarks() {
        let range = spec.firewall?.markRange ?? MarkRange()
        if range.marks == nil {
            error(
                .markRange, at: DocumentPath([.key("firewall"), .key("markRange")]),
                "the first mark of the range is after the last one",
                hint: "write the smaller number under `first`")
        }
        let named = Set(spec.firewall?.marks.compactMap(\.service) ?? [])
        for (index, service) in spec.services.enumerated() where service.hasAutomaticMark {
            let place = DocumentPath([.key("services"), .index(index), .key("mark")])
            if case .mark(0, _) = service.key, let marks = range.marks {
                error(
                    .markRange, at: place,
                    "firewall.markRange has no mark for this service: it has \(marks.count)",
                    hint: "make the range larger")
            }
            guard !named.contains(service.name) else { continue }
            error(
                .unmarkedService, at: place,
                "no element of firewall.marks is for the service \"\(service.name)\"",
                hint: "add `{service: \(service.name), address: …, ports: […]}`")
        }
    }

    /// Checks the service of an element of `firewall.marks`.
    ///
    /// - Parameter families: the address families of its packets.
    mutating func checkService(
        _ name: String, of families: [AddressFamily], at path: DocumentPath
    ) {
        guard let service = spec.services.first(where: { $0.name == name }) else {
            let marked = spec.services.filter { $0.key.endpoint == nil }.map(\.name)
            error(
                .unknownMarkService, at: path.key("service"),
                "there is no service \"\(name)\"",
                hint: marked.isEmpty
                    ? "add the service, with `mark: auto`"
                    : "services with a mark are: \(marked.prefix(10).joined(separator: ", "))")
            return
        }
        guard case .mark(_, let family) = service.key else {
            error(
                .unknownMarkService, at: path.key("service"),
                "the service \"\(name)\" has no mark: it balances the packets to its address",
                hint: "write `mark: auto` instead of its `listen`")
            return
        }
        guard let other = families.first(where: { $0 != family }) else { return }
        error(
            .unknownMarkService, at: path.key("address"),
            "the service \"\(name)\" balances \(family.rawValue) packets, and these are"
                + " \(other.rawValue)",
            hint: "add a service with `family: \(other.rawValue)`, and an element for it")
    }
}

extension Firewall.Mark {
    /// The mark in words: "mark 1", "the mark of shop".
    var markName: String { service.map { "the mark of \($0)" } ?? "mark \(mark)" }
}
