import Model

extension Replicator {
    /// Makes a generation of an edit on this node.
    func publish() async {
        guard let edit = replica.unpublished() else {
            noteOpenFiles()
            return await sign()
        }
        let former = replica.manifest?.files ?? []
        let manifest = Manifest(
            cluster: replica.accepted?.spec.cluster?.name ?? "", author: site.name,
            vector: VersionVector(), written: site.now, program: site.version,
            document: edit.document, files: edit.files)
        let position = position(afterEditTo: manifest.contents)
        let next = manifest.with(position.vector)
        if let refusal = Self.refusal(of: next, rule: replica.rule) {
            return note(.publication, "the configuration can't be replicated: \(refusal)")
        }
        // The document was validated when it was accepted, its files were not.
        if former != manifest.files, let accepted = replica.accepted {
            if findings.unsendable?.contents != manifest.contents {
                let errors = await Self.errors(
                    ports.validate(replica.tree.document, accepted.bytes))
                findings.unsendable = errors.isEmpty ? nil : (manifest.contents, errors)
            }
            if let unsendable = findings.unsendable {
                return note(
                    .publication,
                    "the configuration is not sent to the other nodes: \(unsendable.reason)")
            }
            guard let again = replica.unpublished(), again == edit else { return }
        }
        do throws(HostFailure) {
            guard let identity = trust.identity else { return }
            try replica.storeObjects(edit.document, edit.files)
            try replica.adopt(identity.sign(next), position)
        } catch {
            return note(.publication, "\(error)")
        }
        collect()
        await network.announce()
    }

    /// Reports files that stay open for writing.
    private func noteOpenFiles() {
        let files = replica.longOpen
        guard !files.isEmpty else { return }
        let isOne = files.count == 1
        note(
            .publication,
            "\(Self.list(files)) \(isOne ? "is" : "are") open for writing in another program: the "
                + "edits of this node are not sent until it closes \(isOne ? "it" : "them")")
    }

    /// Lets peers have the generation in force, once it has the edits of before the start, or if
    /// they can't be published.
    func beginServing() async {
        guard !replica.isServing, replica.isPublished || findings.problems[.publication] != nil
        else { return }
        replica.isServing = true
        await network.announce()
    }

    /// Signs the generation in force again, if the trust in its author was revoked.
    ///
    /// One with edits that do not count is signed only if no other node has a generation that takes
    /// its place, so that the conflict is shown there too.
    private func sign() async {
        guard let record = replica.record, let signed = record.signed,
            let manifest = replica.manifest,
            let position = record.position, !trust.membership.isTrusted(signed.signer),
            uncountedAuthor == nil || findings.lastingConflict != nil
        else { return }
        await adopt(manifest, position)
    }

    /// Signs a generation whose files are in force here, and announces it.
    func adopt(_ manifest: Manifest, _ position: Position) async {
        do throws(HostFailure) {
            guard let identity = trust.identity else { return }
            try replica.adopt(identity.sign(manifest.with(position.vector)), position)
        } catch {
            return note(.publication, "\(error)")
        }
        await network.announce()
    }

    /// Returns the position after an edit on this node.
    func position(
        afterEditTo contents: Digest, replacing others: [VersionVector] = []
    ) -> Position {
        let former = replica.record?.position ?? Position(contents: contents, vector: .init())
        return former.edited(to: contents, by: replica.key, replacing: others)
    }

    /// Removes the contents that neither the generation in force nor an offer needs.
    func collect() {
        replica.collect(keeping: peers.values.compactMap(\.offer?.manifest))
    }

    /// Returns the reason why other nodes would refuse a manifest; nil: none.
    private static func refusal(of manifest: Manifest, rule: PathRule) -> String? {
        do throws(ManifestRefusal) {
            _ = try Manifest(encoded: manifest.encoded(), rule: rule)
            return nil
        } catch {
            return "\(error)"
        }
    }

    /// Returns the errors among diagnostics as a sentence; empty: there are none.
    static func errors(_ diagnostics: [Diagnostic]) -> String {
        let errors = diagnostics.filter { $0.severity == .error }
        let shown = errors.prefix(3).map { error in
            let place = error.location.map { "line \($0.line): " } ?? ""
            return "\(place)\(error.message) [\(error.code.rawValue)]"
        }
        let rest = errors.count - shown.count
        return shown.joined(separator: "; ") + (rest > 0 ? "; and \(rest) more" : "")
    }
}
