import Model

extension HAProxyMaster {
    /// What bringing this configuration would take; nothing is changed.
    ///
    /// Servers that stay meanwhile are in ``held`` then.
    ///
    /// **Errors:** `HostFailure` when what runs can't be asked.
    public func plan(_ configuration: WorkerConfiguration) throws(HostFailure) -> [ProxyStep] {
        guard try control.running() != nil else {
            return [ProxyStep("start HAProxy", .hitless)]
        }
        let (observed, states) = try control.observe(
            certificates: configuration.proxies.certificates.map(\.file))
        let handover = ProxyHandover(
            from: states, file: readText(control.settings.file), to: configuration)
        note(handover.held)
        let wanted = handover.configuration.proxies
        // What HAProxy was given last: it does not say which chain it sends.
        let loaded = wanted.certificates.compactMap { certificate -> WantedCertificate? in
            guard let pem = readText(certificate.file) else { return nil }
            return WantedCertificate(file: certificate.file, fingerprint: "", pem: pem)
        }
        let changes = ProxyChanges(
            from: observed, to: wanted, loaded: loaded, unproven: handover.unproven)
        return changes.steps(
            from: readText(control.settings.file), to: handover.configuration.text)
    }
}

extension ProxyChanges {
    /// As a plan shows them.
    func steps(from old: String?, to new: String) -> [ProxyStep] {
        let reasons = reasons(from: old, to: new)
        guard reasons.isEmpty else {
            return [
                ProxyStep("reload HAProxy: \(reasons.joined(separator: "; "))", .restartsWorker)
            ]
        }
        return visible.map { command in
            ProxyStep("haproxy: \(command)", command.isReduction ? .drains : .hitless)
        }
    }

    /// The commands, but for those that change nothing for anybody.
    var visible: [RuntimeCommand] {
        commands.filter { command in
            if case .structure = command { false } else { true }
        }
    }

    /// Why commands are not enough, and what of the file is another where that is why.
    func reasons(from old: String?, to new: String) -> [String] {
        reloads.map { reason in
            guard reason == Self.moreChanged, let old else { return reason }
            let names = changedSections(from: old, to: new)
            guard let last = names.last else { return "a file that HAProxy reads has changed" }
            if names.count > 4 { return "\(names.count) sections change, \(names[0]) first" }
            let first = names.dropLast().joined(separator: ", ")
            return first.isEmpty ? "\(last) changes" : "\(first) and \(last) change"
        }
    }
}

/// The sections that are not the same in two files, by their first lines, in the order of the file
/// that has them.
func changedSections(from old: String, to new: String) -> [String] {
    let (before, after) = (sections(of: old), sections(of: new))
    let earlier = Dictionary(before.map { ($0.name, $0.lines) }, uniquingKeysWith: +)
    let later = Set(after.map(\.name))
    return after.filter { earlier[$0.name] != $0.lines }.map(\.name)
        + before.map(\.name).filter { !later.contains($0) }
}

private func sections(of text: String) -> [(name: String, lines: [Substring])] {
    let structure = "    set-var \(Structure.variable) ".utf8
    var sections: [(name: String, lines: [Substring])] = []
    for line in text.utf8.split(separator: UInt8(ascii: "\n")) {
        if sectionWords.contains(where: { line.starts(with: $0.utf8) }) {
            sections.append((String(Substring(line)), []))
        } else if !line.starts(with: structure), !sections.isEmpty {
            sections[sections.count - 1].lines.append(Substring(line))
        }
    }
    return sections
}

/// What begins a section; a raw line may begin where it likes.
private let sectionWords = ["global", "defaults", "peers ", "listen ", "frontend ", "backend "]
