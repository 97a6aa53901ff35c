import Model

extension SpecDecoder {
    /// `safety`; the defaults without it.
    mutating func safety(_ root: ObjectReader<RootFields>) -> Safety {
        nested(.safety, of: root, as: SafetyFields.self) { decoder, object in
            var safety = Safety(
                confirmation: decoder.confirmation(object) ?? .lockdown,
                removal: decoder.removalLimit(object) ?? .share(50),
                windows: decoder.changeWindows(object))
            safety.history = decoder.integer(.history, of: object)
            return safety
        } ?? Safety()
    }

    private mutating func confirmation(
        _ object: ObjectReader<SafetyFields>
    ) -> Safety.Confirmation? {
        guard let node = object[.confirm] else { return nil }
        let field = definition(SafetyFields.confirm)
        // A value that begins with a digit is meant as a duration.
        if tree.node(node).kind == .scalar, tree.bytes(of: node).first?.isDigit == true {
            return duration(node, field, SafetyFields.times).map { .within($0.duration) }
        }
        return word(node, field).map { $0 == "auto" ? .automatic : .never }
    }

    private mutating func removalLimit(
        _ object: ObjectReader<SafetyFields>
    ) -> Safety.RemovalLimit? {
        guard let node = object[.maxRemoval] else { return nil }
        let field = definition(SafetyFields.maxRemoval)
        guard tree.node(node).kind == .scalar, tree.bytes(of: node).last == UInt8(ascii: "%")
        else {
            return integer(node, field, in: 0...Int(Int32.max)).map { .count($0) }
        }
        guard let percent = IntegerText(tree.bytes(of: node).dropLast())?.value,
            (0...100).contains(percent)
        else {
            let text = tree.text(of: node).quotable
            report(
                .outOfRange, at: node, field.key,
                "\"\(field.key)\" has to be in 0%...100%; this is \(text)")
            return nil
        }
        return .share(percent)
    }
}
