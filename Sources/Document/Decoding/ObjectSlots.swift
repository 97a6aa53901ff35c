/// The values of an object's keys by their position in its table, without allocation.
struct ObjectSlots {
    private var values = InlineArray<40, NodeIndex>(repeating: .none)

    subscript(_ slot: Int) -> NodeIndex? {
        get { values[slot].exists ? values[slot] : nil }
        set { values[slot] = newValue ?? .none }
    }
}
