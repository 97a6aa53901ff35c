import Addresses
import Model

extension SpecDecoder {
    /// Decodes the whole document; nil when its outermost value is no mapping or has another
    /// version.
    mutating func spec() -> Spec? {
        if isNull(tree.root) {
            report(
                .documentCount, at: tree.root, nil, "the document is empty",
                hint: "the smallest document is `version: 1`")
            return nil
        }
        guard isSupportedVersion(tree.root),
            let root = object(tree.root, as: RootFields.self)
        else { return nil }
        _ = optionalInteger(.version, of: root)
        var spec = Spec(
            cluster: root[.cluster].flatMap { cluster($0) },
            virtualAddresses: objects(.virtualAddresses, of: root) { $0.virtualAddress($1) },
            health: health(root),
            services: services(root),
            proxies: proxies(root),
            sslServices: sslServices(root),
            certificates: certificates(root),
            haproxy: proxyProcess(root))
        let admin = self.admin(root)
        spec.admin = admin.interface
        spec.haproxy.statistics = admin.statistics
        spec.haproxy.page = admin.page
        spec.holdingPage = holdingPage(root)
        spec.ownership = Ownership(rawValue: word(.ownership, of: root)) ?? .shared
        spec.ipvs = ipvs(root)
        spec.notifications = notifications(root)
        spec.firewall = firewall(root)
        spec.allocateMarks()
        spec.safety = safety(root)
        return spec
    }

    /// A document of another version has other keys, so nothing more is reported about it.
    private mutating func isSupportedVersion(_ root: NodeIndex) -> Bool {
        guard tree.node(root).kind == .mapping,
            let value = tree.entry("version", of: root)?.value,
            let version = IntegerText(tree.bytes(of: value))?.value,
            version != RootFields.supportedVersion, tree.node(value).style == .plain
        else { return true }
        report(
            .version, at: value, "version",
            "this program reads version \(RootFields.supportedVersion) of the document, not "
                + "\(version)",
            hint: "write `version: \(RootFields.supportedVersion)`")
        return false
    }

    /// The elements of a list of mappings; none when the key is missing or wrong.
    mutating func objects<Fields: ObjectFields, Element>(
        _ field: Fields, of object: ObjectReader<Fields>,
        _ decoded: (inout SpecDecoder, NodeIndex) -> Element?
    ) -> [Element] {
        guard let node = object[field] else { return [] }
        let definition = definition(field)
        guard tree.node(node).kind == .sequence else {
            reportType(
                node, definition.key, "\"\(definition.key)\" has to be a list",
                hint: "begin each element with `- `; an empty list is `[]`")
            return []
        }
        refuseForeignTag(of: node, key: definition.key)
        var elements: [Element] = []
        elements.reserveCapacity(Int(tree.node(node).count))
        trail.append(.key(definition.key))
        for (position, element) in tree.elements(of: node).enumerated() {
            trail.append(.index(position))
            if let value = decoded(&self, element) { elements.append(value) }
            trail.removeLast()
        }
        trail.removeLast()
        return elements
    }

    /// A mapping under a key; nil when the key is missing or invalid.
    mutating func nested<Fields: ObjectFields, Inner: ObjectFields, Value>(
        _ field: Fields, of object: ObjectReader<Fields>, as _: Inner.Type,
        _ decoded: (inout SpecDecoder, ObjectReader<Inner>) -> Value
    ) -> Value? {
        guard let node = object[field] else { return nil }
        trail.append(.key(definition(field).key))
        defer { trail.removeLast() }
        if let inner = short(definition(field).kind, node, as: Inner.self) {
            return decoded(&self, inner)
        }
        guard let inner = self.object(node, as: Inner.self) else { return nil }
        return decoded(&self, inner)
    }

    /// The short form of a mapping, the value of one of its keys; nil: the mapping is written out.
    private func short<Inner: ObjectFields>(
        _ kind: FieldKind, _ node: NodeIndex, as _: Inner.Type
    ) -> ObjectReader<Inner>? {
        guard case .objectOrOne(let table, let key) = kind, tree.node(node).kind == .scalar,
            !isNull(node), let slot = table.fields.firstIndex(where: { $0.key == key })
        else { return nil }
        var slots = ObjectSlots()
        slots[slot] = node
        return ObjectReader(node, slots)
    }

    /// Reports a name that an earlier element of the same list already has.
    mutating func reportDuplicate(
        _ name: String, at node: NodeIndex?, of element: NodeIndex,
        in seen: inout [String: NodeIndex], _ noun: String
    ) {
        guard !name.isEmpty, let node else { return }
        guard let first = seen[name] else {
            seen[name] = node
            return
        }
        let line = findings.isFull ? 0 : findings.line(of: tree.place(first), in: tree.source)
        report(
            .duplicateName, at: first == node ? element : node, "name",
            "the \(noun) name \"\(name.quotable)\" is used already, on line \(line)",
            hint: "names are unique in their list")
    }
}
