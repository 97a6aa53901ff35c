import Model

/// `cluster.failover.authentication`.
extension SpecDecoder {
    /// Decodes `authentication`; nil when the key is missing.
    mutating func failoverAuthentication(
        _ failover: ObjectReader<FailoverFields>
    ) -> FailoverAuthentication? {
        nested(.authentication, of: failover, as: FailoverAuthenticationFields.self) {
            decoder, object in
            var authentication = FailoverAuthentication(
                keys: decoder.objects(.keys, of: object) { $0.failoverKey($1) })
            decoder.requireKey(of: object)
            authentication.mode =
                FailoverAuthentication.Mode(rawValue: decoder.word(.mode, of: object)) ?? .enforce
            authentication.window = decoder.window(object)
            return authentication
        }
    }

    private mutating func requireKey(of object: ObjectReader<FailoverAuthenticationFields>) {
        guard let node = object[.keys], tree.node(node).kind == .sequence,
            tree.node(node).count == 0
        else { return }
        report(
            .outOfRange, at: node, "keys", "\"keys\" has to have at least one element",
            hint: "remove \"authentication\" for packets without it")
    }

    private mutating func window(
        _ object: ObjectReader<FailoverAuthenticationFields>
    ) -> Duration? {
        guard let node = object[.window] else { return nil }
        let window = duration(.window, of: object)
        if (1..<1000).contains(window.milliseconds) {
            report(
                .outOfRange, at: node, "window",
                "\"window\" has to be 0s, or 1s...300s; this is \(window)",
                hint: "write 0s if the dates of the nodes may differ")
        }
        return window.duration
    }

    private mutating func failoverKey(_ node: NodeIndex) -> FailoverKey? {
        guard let object = object(node, as: FailoverKeyFields.self) else { return nil }
        let id = UInt8(clamping: integer(.id, of: object))
        if !object.has(.key), !object.has(.keyFile) {
            report(
                .missingKey, at: node, nil, "a failover key needs key or keyFile",
                hint: "add `keyFile: vrrp.key`")
        }
        guard var secret = secret(.key, .keyFile, of: object, isLine: true) else { return nil }
        secret.file?.form = .electionKey
        if let node = object[.key], let text = secret.text, !FailoverKey.isUsable(text) {
            // The message has no part of the text.
            report(
                .malformed, at: node, "key",
                "\"key\" has to be a text of 32...64 bytes, or hex: and two digits for each byte",
                hint: "write the output of `openssl rand -hex 32` after hex:")
        }
        return FailoverKey(id: id, secret: secret)
    }
}
