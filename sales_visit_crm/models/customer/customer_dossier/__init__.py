from . import base, basic, feature, business, trading
