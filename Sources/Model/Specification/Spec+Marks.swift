extension Spec {
    /// Gives a firewall mark to each service with `mark: auto`, and to each element of
    /// `firewall.marks` that names a service.
    ///
    /// The marks depend on the names of these services and on the marks that the document names, so
    /// they are the same on every node, and a second call changes nothing. A service for which the
    /// range has no mark gets mark 0, and so do packets for a service that does not exist.
    public mutating func allocateMarks() {
        guard
            services.contains(where: \.hasAutomaticMark)
                || firewall?.marks.contains(where: { $0.service != nil }) == true
        else { return }
        let elements = firewall?.marks ?? []
        var used = Set(elements.lazy.filter { $0.service == nil }.map(\.mark))
        for case (.mark(let mark, _), false) in services.lazy.map({ ($0.key, $0.hasAutomaticMark) })
        {
            used.insert(mark)
        }
        let marks = (firewall?.markRange ?? MarkRange()).marks(
            of: services.lazy.filter(\.hasAutomaticMark).map(\.name), besides: used)
        for index in services.indices where services[index].hasAutomaticMark {
            let key = ServiceKey.mark(
                marks[services[index].name] ?? 0, services[index].key.family)
            if services[index].key != key { services[index].key = key }
        }
        nameMarks()
    }

    /// Gives the marks of services to the packets that are for them.
    private mutating func nameMarks() {
        guard let elements = firewall?.marks else { return }
        for (index, element) in elements.enumerated() {
            guard let name = element.service else { continue }
            let key = services.first { $0.name == name }?.key
            if case .mark(let mark, _) = key {
                firewall?.marks[index].mark = mark
            } else {
                firewall?.marks[index].mark = 0
            }
        }
    }
}
