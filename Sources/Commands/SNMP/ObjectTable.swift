/// SNMP objects in the order of their names.
struct ObjectTable: Sendable {
    private let objects: [(id: ObjectID, value: ObjectValue)]

    /// Creates a table; of equal names the first one stays.
    init(_ objects: [(id: ObjectID, value: ObjectValue)]) {
        var sorted: [(id: ObjectID, value: ObjectValue)] = []
        for object in objects.enumerated().sorted(by: {
            ($0.element.id, $0.offset) < ($1.element.id, $1.offset)
        }).map(\.element) where sorted.last?.id != object.id {
            sorted.append(object)
        }
        self.objects = sorted
    }

    /// The number of objects.
    var count: Int { objects.count }

    /// Returns the object of this name; nil: there is none.
    func object(_ id: ObjectID) -> (id: ObjectID, value: ObjectValue)? {
        let place = place(from: id)
        return place < objects.count && objects[place].id == id ? objects[place] : nil
    }

    /// Returns the first object after this name; nil: there is none.
    func object(after id: ObjectID) -> (id: ObjectID, value: ObjectValue)? {
        var place = place(from: id)
        if place < objects.count, objects[place].id == id { place += 1 }
        return place < objects.count ? objects[place] : nil
    }

    /// The first place whose name is not before this one.
    private func place(from id: ObjectID) -> Int {
        var (low, high) = (0, objects.count)
        while low < high {
            let middle = (low + high) / 2
            if objects[middle].id < id { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
