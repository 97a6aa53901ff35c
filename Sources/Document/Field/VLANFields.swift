/// The keys of `vlan` of an interface.
enum VLANFields: Int, ObjectFields {
    case id, parent, `protocol`

    static let table = ObjectTable("VLAN", of: Self.self, "A VLAN of another interface.")

    var field: Field {
        switch self {
        case .id: Field(.integer(1...4_094), required: true, "Number of the VLAN (IEEE 802.1Q).")
        case .parent:
            Field(
                .interface, required: true,
                "Interface whose frames have the number: a physical one, a bond, a bridge, or "
                    + "another VLAN.")
        case .protocol:
            Field(
                .word(["802.1Q", "802.1ad"]), default: "802.1Q",
                "Form of the tag; 802.1ad for the outer tag of a provider.")
        }
    }
}
