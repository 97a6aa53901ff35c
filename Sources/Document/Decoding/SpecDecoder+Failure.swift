import Addresses
import Model

/// The keys about failed servers: `fallback`, `quorum`, `holdingPage`.
extension SpecDecoder {
    /// `fallback`: an address with or without a port, `holdingPage`, or a mapping.
    mutating func fallback(_ object: ObjectReader<ServiceFields>) -> Fallback? {
        guard let node = object[.fallback] else { return nil }
        guard tree.node(node).kind == .mapping else {
            let field = definition(ServiceFields.fallback)
            if tree.node(node).kind == .scalar,
                Suggestion.nearest(to: tree.text(of: node), among: field.kind.words) != nil
            {
                return word(node, field).map { _ in .holdingPage }
            }
            return serverAddress(.fallback, of: object).map {
                .server(address: $0.address, port: $0.port)
            }
        }
        return nested(.fallback, of: object, as: FallbackFields.self) { decoder, inner in
            let place = decoder.serverAddress(.address, of: inner)
            return .server(
                address: place?.address ?? .v4(IPv4Address(rawValue: 0)), port: place?.port,
                forwarding: inner[.forwarding].flatMap { decoder.forwarding($0) } ?? .gate)
        }
    }

    /// `quorum`.
    mutating func quorum(_ object: ObjectReader<ServiceFields>) -> Quorum? {
        nested(.quorum, of: object, as: QuorumFields.self) { decoder, inner in
            let low = decoder.amount(.low, of: inner)
            return Quorum(low: low ?? .weight(1), high: decoder.amount(.high, of: inner))
        }
    }

    private mutating func amount(
        _ key: QuorumFields, of object: ObjectReader<QuorumFields>
    ) -> Quorum.Amount? {
        guard let node = object[key] else { return nil }
        let field = definition(key)
        guard tree.node(node).kind == .scalar, tree.bytes(of: node).last == UInt8(ascii: "%")
        else {
            return integer(node, field, in: 1...Int(Int32.max)).map { .weight($0) }
        }
        let text = tree.text(of: node)
        guard let percent = IntegerText(tree.bytes(of: node).dropLast())?.value,
            (1...100).contains(percent)
        else {
            report(
                .outOfRange, at: node, field.key,
                "\"\(field.key)\" has to be in 1%...100%; this is \(text.quotable)")
            return nil
        }
        return .share(percent)
    }

    /// `holdingPage`.
    mutating func holdingPage(_ root: ObjectReader<RootFields>) -> HoldingPage {
        let given = nested(.holdingPage, of: root, as: HoldingPageFields.self) { decoder, inner in
            let file = decoder.text(.file, of: inner)
            let html = decoder.text(.html, of: inner)
            if let node = inner[.html], inner.has(.file) {
                decoder.report(
                    .conflictingKeys, at: node, "html",
                    "the holding page has either \"file\" or \"html\", not both",
                    hint: "remove one of them")
            }
            return HoldingPage(
                content: file.map { .file($0) } ?? html.map { .text($0) } ?? .builtIn,
                retryAfter: (decoder.duration(.retryAfter, of: inner).milliseconds + 999) / 1_000,
                whenOffline: decoder.boolean(.whenOffline, of: inner))
        }
        return given ?? HoldingPage()
    }
}
